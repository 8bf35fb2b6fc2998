import type { PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import { Lock } from "../async/lock.ts";
import { maxLayoutEntryLength } from "../../../shared/plan.ts";
import type { PushLog } from "../push/pushLog.ts";
import type { Content } from "../oci/content.ts";
import type { EntryWriter } from "./entryWriter.ts";
import { type LaterRecord, tagResult } from "./planRecords.ts";

/** The log of a running push: an entry of the journal that grows. */
export class JournalPushLog implements PushLog {
  readonly id: string;
  readonly #appender: EntryWriter;
  readonly #onEnd: () => void;
  readonly #lock = new Lock();
  /** Why a step that nobody waited for could not be written. */
  #lost: unknown;

  /** @param onEnd told when nothing more will be written */
  constructor(id: string, appender: EntryWriter, onEnd: () => void) {
    this.id = id;
    this.#appender = appender;
    this.#onEnd = onEnd;
  }

  async recordPrevious(name: string, { mediaType, digest, bytes, entry }: Content): Promise<void> {
    const data = Buffer.from(bytes).toString("base64");
    const kept = entry === undefined || entry.length > maxLayoutEntryLength ? {} : { entry };
    const size = bytes.byteLength;
    await this.#write({ type: "held", name, mediaType, digest, size, data, ...kept });
  }

  recordStep(step: string): void {
    this.#lock
      .runExclusive(() => this.#appender.append({ type: "done", step }))
      .catch((error: unknown) => (this.#lost ??= error));
  }

  async recordSending(name: string): Promise<void> {
    await this.#write({ type: "sending", name, at: now() });
  }

  async recordOutcome(outcome: TagOutcome): Promise<void> {
    await this.#write({ type: "settled", at: now(), ...tagResult(outcome) });
  }

  /** Steps that were lost do not matter any more: this tells how everything ended. */
  async end(outcome: PushOutcome): Promise<void> {
    const { repositories, tags, copiedBytes, mountedBlobs, failure } = outcome;
    const record: LaterRecord = {
      type: "ended",
      at: now(),
      repositories: [...repositories],
      tags: tags.map(tagResult),
      copiedBytes,
      mountedBlobs,
      ...(failure ? { failure } : {}),
    };
    await this.#lock.runExclusive(async () => {
      try {
        await this.#append(record);
      } finally {
        // Whatever is still said after the end has nowhere to go.
        await this.#appender.close();
        this.#onEnd();
      }
    });
  }

  async #write(record: LaterRecord): Promise<void> {
    await this.#lock.runExclusive(async () => {
      const lost = this.#lost;
      this.#lost = undefined;
      if (lost !== undefined) throw lost;
      await this.#append(record);
    });
  }

  async #append(record: LaterRecord): Promise<void> {
    await this.#appender.append(record);
    await this.#appender.sync();
  }
}

function now(): string {
  return new Date().toISOString();
}
