import type { LaterRecord, TagResult } from "../../../shared/journal.ts";
import { maxLayoutEntryLength } from "../../../shared/plan.ts";
import { Lock } from "../async/lock.ts";
import type { Content } from "../oci/content.ts";
import type { EndRecord, PushLog, TagRecord } from "../push/pushLog.ts";
import type { PushTotals } from "../push/repositoryPush.ts";
import type { EntryWriter } from "./entryWriter.ts";

/** The log of a running push in the journal. Records are written in the order of the calls. */
export class JournalPushLog implements PushLog {
  readonly id: string;
  readonly #writer: EntryWriter;
  readonly #onEnd: () => void;
  readonly #lock = new Lock();
  /** Why a step could not be written; the next record fails with it. */
  #stepError: unknown;

  /** @param onEnd called when nothing more will be written */
  constructor(id: string, writer: EntryWriter, onEnd: () => void) {
    this.id = id;
    this.#writer = writer;
    this.#onEnd = onEnd;
  }

  async recordPrevious(name: string, { mediaType, digest, bytes, entry }: Content): Promise<void> {
    const data = Buffer.from(bytes).toString("base64");
    const kept = entry === undefined || entry.length > maxLayoutEntryLength ? {} : { entry };
    const size = bytes.byteLength;
    await this.#write({ type: "held", name, mediaType, digest, size, data, ...kept });
  }

  recordStep(step: string, { copiedBytes, mountedBlobs }: PushTotals): void {
    const record = { type: "done", step, copiedBytes, mountedBlobs } as const;
    this.#lock
      .runExclusive(() => this.#writer.append(record))
      .catch((error: unknown) => (this.#stepError ??= error));
  }

  async recordSending(name: string): Promise<void> {
    await this.#write({ type: "sending", name, at: now() });
  }

  async recordOutcome(outcome: TagRecord): Promise<void> {
    await this.#write({ type: "settled", at: now(), ...tagResult(outcome) });
  }

  /** Ignores steps that could not be written: the outcome covers them. */
  async end(outcome: EndRecord): Promise<void> {
    const { repositories, tags, copiedBytes, mountedBlobs, failure } = outcome;
    const record: LaterRecord = {
      type: "ended",
      at: now(),
      repositories,
      tags: tags.map(tagResult),
      copiedBytes,
      mountedBlobs,
      ...(failure ? { failure } : {}),
    };
    await this.#lock.runExclusive(async () => {
      try {
        await this.#appendAndSync(record);
      } finally {
        await this.#writer.close();
        this.#onEnd();
      }
    });
  }

  async #write(record: LaterRecord): Promise<void> {
    await this.#lock.runExclusive(async () => {
      const stepError = this.#stepError;
      this.#stepError = undefined;
      if (stepError !== undefined) {
        throw stepError;
      }
      await this.#appendAndSync(record);
    });
  }

  async #appendAndSync(record: LaterRecord): Promise<void> {
    await this.#writer.append(record);
    await this.#writer.sync();
  }
}

function tagResult(outcome: TagRecord): TagResult {
  const { kind, move } = outcome;
  const current = kind === "untouched" && outcome.now !== undefined ? { now: outcome.now } : {};
  return { name: move.name, kind, ...current };
}

function now(): string {
  return new Date().toISOString();
}
