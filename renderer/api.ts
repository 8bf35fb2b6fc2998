import type { Channel, EventName } from "../shared/ipc/channels.ts";
import type { Api, Events, Inputs, JobChannel, Outputs } from "../shared/ipc/contract.ts";
import { fromJson, type Json } from "../shared/ipc/json.ts";
import type { Progress } from "../shared/progress.ts";
import type { Result } from "../shared/errors.ts";

declare global {
  interface Window {
    /** Set by the preload script. Only this file may use it. */
    readonly api: Api;
  }
}

/** A job of the main process. */
export interface Job<T> {
  readonly id: string;
  readonly result: Promise<Result<T>>;
  /** Cancels the job; its result is then a failure with the code `cancelled`. */
  readonly cancel: () => void;
}

/** Sends a request. @param listen called before the request; it returns a function that is called after the response */
async function send<C extends Channel>(
  channel: C,
  input: Inputs[C],
  listen: () => () => void,
): Promise<Result<Outputs[C]>> {
  let stopListening: (() => void) | undefined;
  try {
    stopListening = listen();
    const request = window.api[channel] as (input: Inputs[C]) => Promise<Json<Result<Outputs[C]>>>;
    return fromJson(await request(input));
  } catch (cause) {
    return {
      ok: false,
      error: {
        code: "internal",
        message: "The app did not respond.",
        hint: "Try again. If it fails again, restart the app; your draft is saved.",
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
  const subscribe = window.api[event] as (
    listener: (payload: Json<Events[E]>) => void,
  ) => () => void;
  return subscribe((payload) => listener(fromJson(payload)));
}

/** The progress listeners, by job id. */
const listeners = new Map<string, (progress: Progress) => void>();
let unsubscribe: (() => void) | undefined;

/** Adds a progress listener. All jobs share one subscription to the main process. */
function listenToJob(id: string, onProgress: (progress: Progress) => void): () => void {
  listeners.set(id, onProgress);
  unsubscribe ??= on("job:progress", ({ jobId, progress }) => {
    listeners.get(jobId)?.(progress);
    if (progress.kind === "part") {
      void invoke("job:partTaken", { jobId });
    }
  });
  return () => {
    listeners.delete(id);
    if (listeners.size === 0) {
      unsubscribe?.();
      unsubscribe = undefined;
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
  // Sent after this function returns, so that no progress arrives before the caller has the job.
  const result = Promise.resolve().then(() =>
    send(channel, { ...input, jobId: id } as Inputs[C], listen),
  );
  return { id, result, cancel: () => void invoke("job:cancel", { jobId: id }) };
}

/** The API of the main process. */
export const api = {
  invoke,
  on,
  startJob,
  pathForFile: (file: File): string => window.api.pathForFile(file),
};
