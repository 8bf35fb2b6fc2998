import type { InspectionPart } from "../../shared/inspectionParts.ts";
import type { Progress } from "../../shared/progress.ts";
import { abortable } from "../engine/async/abortable.ts";

/** Milliseconds before the first event of work that usually ends sooner, so that the window does not flicker. */
export const calmMs = 300;
/** Milliseconds between two events of a kind. */
export const intervalMs = 100;

/** Sends the progress of one job to the window, a limited number of events per second. */
export class ProgressReporter {
  readonly #emit: (progress: Progress) => void;
  readonly #pending = new Map<Progress["kind"], Pending>();
  #isStopped = false;
  #onPartTaken = (): void => {};

  constructor(emit: (progress: Progress) => void) {
    this.#emit = emit;
  }

  /**
   * Sends an event of a kind after a delay; while one of that kind is pending, replaces its content only.
   * @param take returns the content when it is sent
   */
  report(kind: Progress["kind"], delayMs: number, take: () => Progress): void {
    if (this.#isStopped) {
      return;
    }
    const pending = this.#pending.get(kind);
    if (pending) {
      pending.take = take;
      return;
    }
    const timer = setTimeout(() => this.#flush(kind), delayMs);
    this.#pending.set(kind, { timer, take });
  }

  /** Sends an event now in place of the pending one of its kind. */
  reportNow(progress: Progress): void {
    this.cancel(progress.kind);
    if (!this.#isStopped) {
      this.#emit(progress);
    }
  }

  /**
   * Sends a part of the result, and waits until the window has taken it, so that it is never busy with several.
   * @throws the signal's reason when it aborts
   */
  async sendPart(part: InspectionPart, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onPartTaken = resolve;
    this.reportNow({ kind: "part", part });
    await abortable(promise, signal);
  }

  markPartTaken(): void {
    this.#onPartTaken();
  }

  /** Drops the pending event of a kind. */
  cancel(kind: Progress["kind"]): void {
    clearTimeout(this.#pending.get(kind)?.timer);
    this.#pending.delete(kind);
  }

  /** Sends what is pending. */
  flush(): void {
    for (const kind of this.#pending.keys()) {
      this.#flush(kind);
    }
  }

  /** Drops what is pending and ignores later reports. */
  stop(): void {
    this.#isStopped = true;
    for (const kind of this.#pending.keys()) {
      this.cancel(kind);
    }
  }

  #flush(kind: Progress["kind"]): void {
    const pending = this.#pending.get(kind);
    if (pending) {
      this.reportNow(pending.take());
    }
  }
}

interface Pending {
  readonly timer: NodeJS.Timeout;
  take: () => Progress;
}
