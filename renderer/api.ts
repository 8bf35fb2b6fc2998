import type { Channel, EventName } from "../shared/ipc/channels.ts";
import type { Api, Events, Inputs, Outputs } from "../shared/ipc/contract.ts";
import type { Progress } from "../shared/progress.ts";
import type { Result } from "../shared/errors.ts";

declare global {
  interface Window {
    /** Put there by the preload script; only this file touches it. */
    readonly api: Api;
  }
}

/** The channels whose work can take long: they take a job id, report progress and can be cancelled. */
export type JobChannel = Exclude<
  { [C in Channel]: Inputs[C] extends { readonly jobId: string } ? C : never }[Channel],
  "job:cancel"
>;

/** Work under way in the main process. */
export interface Job<T> {
  readonly id: string;
  readonly result: Promise<Result<T>>;
  /** Asks the main process to stop; the result then says `cancelled`. */
  readonly cancel: () => void;
}

/** @param listen called before the main process is asked; what it returns is called after the answer */
async function send<C extends Channel>(
  channel: C,
  input: Inputs[C],
  listen: () => () => void,
): Promise<Result<Outputs[C]>> {
  let stopListening: (() => void) | undefined;
  try {
    stopListening = listen();
    const ask = window.api[channel] as (input: Inputs[C]) => Promise<Result<Outputs[C]>>;
    return await ask(input);
  } catch (cause) {
    return {
      ok: false,
      error: {
        code: "internal",
        message: "The window got no answer from the app.",
        hint: "Try again; if it stays so, start the app again. What you typed is kept until then.",
        detail: `${channel}: ${String(cause)}`,
        retryable: true,
      },
    };
  } finally {
    stopListening?.();
  }
}

async function invoke<C extends Channel>(
  channel: C,
  input: Inputs[C],
): Promise<Result<Outputs[C]>> {
  return await send(channel, input, () => () => {});
}

function on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
  const subscribe = window.api[event] as (listener: (payload: Events[E]) => void) => () => void;
  return subscribe(listener);
}

/** The jobs that want to hear how far they are, by their id. */
const listeners = new Map<string, (progress: Progress) => void>();
let stopHearing: (() => void) | null = null;

/** However many jobs run, the main process is listened to once. */
function listenToJob(id: string, onProgress: (progress: Progress) => void): () => void {
  listeners.set(id, onProgress);
  stopHearing ??= on("job:progress", (event) => listeners.get(event.jobId)?.(event.progress));
  return () => {
    listeners.delete(id);
    if (listeners.size === 0) {
      stopHearing?.();
      stopHearing = null;
    }
  };
}

function startJob<C extends JobChannel>(
  channel: C,
  input: Omit<Inputs[C], "jobId">,
  onProgress?: (progress: Progress) => void,
): Job<Outputs[C]> {
  const id = crypto.randomUUID();
  const listen = (): (() => void) =>
    onProgress === undefined ? () => {} : listenToJob(id, onProgress);
  // Asked after this function has returned, so that no progress comes before the caller has its job.
  const result = Promise.resolve().then(() =>
    send(channel, { ...input, jobId: id } as Inputs[C], listen),
  );
  return { id, result, cancel: () => void invoke("job:cancel", { jobId: id }) };
}

/** Everything that the window asks of the main process. */
export const api = {
  invoke,
  on,
  startJob,
  pathForFile: (file: File): string => window.api.pathForFile(file),
};
