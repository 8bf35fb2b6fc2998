import type { Log } from "../log.ts";
import type { Content } from "../oci/content.ts";
import type { EndRecord, PushLog, TagRecord } from "./pushLog.ts";
import type { PushTotals } from "./repositoryPush.ts";

/** A push log that also writes its failures to the app's log: not all of them reach the outcome of the push. */
export class ReportedPushLog implements PushLog {
  readonly #pushLog: PushLog;
  readonly #log: Log;

  constructor(pushLog: PushLog, log: Log) {
    this.#pushLog = pushLog;
    this.#log = log;
  }

  get id(): string {
    return this.#pushLog.id;
  }

  async recordPrevious(name: string, content: Content): Promise<void> {
    await this.#report(this.#pushLog.recordPrevious(name, content));
  }

  async recordRelated(content: Content): Promise<void> {
    await this.#report(this.#pushLog.recordRelated(content));
  }

  /** A failure is reported by the next record. */
  recordStep(step: string, totals: PushTotals): void {
    this.#pushLog.recordStep(step, totals);
  }

  async recordSending(name: string): Promise<void> {
    await this.#report(this.#pushLog.recordSending(name));
  }

  async recordOutcome(outcome: TagRecord): Promise<void> {
    await this.#report(this.#pushLog.recordOutcome(outcome));
  }

  async end(outcome: EndRecord): Promise<void> {
    await this.#report(this.#pushLog.end(outcome));
  }

  async #report(written: Promise<void>): Promise<void> {
    try {
      await written;
    } catch (error) {
      this.#log.error(`Journal entry ${this.id}: ${String(error)}`);
      throw error;
    }
  }
}
