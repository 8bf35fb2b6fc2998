import type { LaterRecord, RelatedRecord, TagResult } from "../../../shared/journal.ts";
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
  /** Digests whose bytes are in the file: they are written once. */
  readonly #written = new Set<string>();
  /** Why a step could not be written; the next record fails with it. */
  #stepError: unknown;

  /** @param onEnd called when nothing more will be written */
  constructor(id: string, writer: EntryWriter, onEnd: () => void) {
    this.id = id;
    this.#writer = writer;
    this.#onEnd = onEnd;
  }

  async recordPrevious(name: string, content: Content): Promise<void> {
    const { entry } = content;
    const kept = entry === undefined || entry.length > maxLayoutEntryLength ? {} : { entry };
    await this.#writeContent(content, (fields) => ({ type: "held", name, ...fields, ...kept }));
  }

  async recordRelated(content: Content): Promise<void> {
    await this.#writeContent(content, (fields) => ({ type: "related", ...fields }));
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

  async #writeContent(
    { mediaType, digest, bytes }: Content,
    toRecord: (fields: Omit<RelatedRecord, "type">) => LaterRecord,
  ): Promise<void> {
    const described = { mediaType, digest, size: bytes.byteLength };
    const data = this.#written.has(digest) ? {} : { data: Buffer.from(bytes).toString("base64") };
    await this.#write(toRecord({ ...described, ...data }));
    this.#written.add(digest);
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
