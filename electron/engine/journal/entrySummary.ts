import type { Deletion } from "../../../shared/deletion.ts";
import type {
  BegunRecord,
  ClosedRecord,
  EndedRecord,
  JournalAttempt,
  JournalKind,
  JournalMove,
  JournalState,
  JournalTag,
  LaterRecord,
  TagResult,
} from "../../../shared/journal.ts";
import type { Plan, PlanRoot } from "../../../shared/plan.ts";
import { corruptEntry } from "./journalError.ts";

/** The state of one tag, from the records so far. Times are in RFC 3339. */
interface TagSummary extends Omit<JournalTag, "attemptId"> {
  state: JournalTag["state"];
  previous: JournalTag["previous"];
  /** When the move was sent. */
  sentAt?: string;
  /** When the outcome of the move was recorded. */
  settledAt?: string;
  /** The digest that the tag points to instead, if it was read; null if there is no such tag. */
  now?: string | null;
}

/** An attempt without its plan and the previous content of its tags. */
export interface RecordedAttempt {
  readonly attempt: JournalAttempt;
  /** The id of the attempt that it continues. */
  readonly continues: string | undefined;
  /** Whether its plan was read from a file, or that was not recorded. */
  readonly isFromFile: boolean;
  readonly planId: string;
  readonly kind: JournalKind;
  /** Undefined of a deletion. */
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size"> | undefined;
  readonly repositories: readonly string[];
  readonly tags: readonly Readonly<TagSummary>[];
}

/** The state of an attempt, from the records that have been added. Contains no bytes of content. */
export class EntrySummary {
  readonly id: string;
  /** The plan without blobs, manifests and bytes. */
  readonly outline: Plan | Deletion;
  /** By the full names of the tags. */
  readonly tags: ReadonlyMap<string, TagSummary>;
  readonly #begun: BegunRecord;
  readonly #doneSteps = new Set<string>();
  #transfer: JournalAttempt["transfer"];
  #ended: EndedRecord | undefined;
  #closed: ClosedRecord | undefined;

  constructor(begun: BegunRecord) {
    const { id, outline } = begun;
    this.id = id;
    this.outline = outline;
    this.#begun = begun;
    this.tags = new Map(
      movesOf(outline).map((move) => [move.name, { move, state: "planned", previous: undefined }]),
    );
  }

  /** The record of the outcome; undefined if the push runs or was interrupted. */
  get ended(): EndedRecord | undefined {
    return this.#ended;
  }

  /** @throws EngineError `disk` if the record is about a tag that the plan does not have */
  add(record: LaterRecord): void {
    switch (record.type) {
      case "held": {
        const { mediaType, digest, size } = record;
        this.#tag(record.name).previous ??= { mediaType, digest, size };
        break;
      }
      case "related":
        break;
      case "done":
        this.#doneSteps.add(record.step);
        this.#addTransfer(record);
        break;
      case "sending":
        Object.assign(this.#tag(record.name), { state: "sent", sentAt: record.at });
        break;
      case "settled":
        this.#settle(record, record.at);
        break;
      case "ended":
        this.#ended = record;
        this.#addTransfer(record);
        for (const result of record.tags) {
          this.#settle(result, record.at);
        }
        break;
      case "left":
        this.#closed = record;
        break;
      default:
        record satisfies never;
    }
  }

  /** Whether no further record will be written. */
  isOver(): boolean {
    return this.#ended !== undefined || this.#closed !== undefined;
  }

  /** @param isRunning whether this process is writing the entry */
  attempt(isRunning: boolean): RecordedAttempt {
    const { at, origin, continues, planFrom, steps } = this.#begun;
    const { outline } = this;
    const tags = [...this.tags.values()];
    return {
      attempt: {
        id: this.id,
        startedAt: at,
        state: this.#state(isRunning),
        origin,
        steps: { done: Math.min(this.#doneSteps.size, steps), planned: steps },
        transfer: this.#transfer,
        movedTags: tags.filter(({ state }) => state === "moved").length,
      },
      continues,
      isFromFile: planFrom !== "app",
      planId: outline.id,
      kind: outline.kind,
      ...contentOf(outline),
      tags: tags.map((tag) => ({ ...tag })),
    };
  }

  #state(isRunning: boolean): JournalState {
    if (this.#ended) {
      const { at, failure } = this.#ended;
      return failure ? { kind: "failed", endedAt: at, failure } : { kind: "done", endedAt: at };
    }
    if (this.#closed) {
      const { at, continuedBy } = this.#closed;
      return continuedBy === undefined
        ? { kind: "dismissed", endedAt: at }
        : { kind: "continued", endedAt: at, continuedBy };
    }
    return { kind: isRunning ? "running" : "interrupted" };
  }

  /** The totals grow: those of the last record count. */
  #addTransfer({
    copiedBytes: bytes,
    mountedBlobs,
  }: {
    readonly copiedBytes?: number;
    readonly mountedBlobs?: number;
  }): void {
    if (bytes !== undefined && mountedBlobs !== undefined) {
      this.#transfer = { bytes, mountedBlobs };
    }
  }

  #settle({ name, kind, now }: TagResult, at: string): void {
    const tag = this.#tag(name);
    tag.state = kind;
    tag.settledAt ??= at;
    if (now !== undefined) {
      tag.now = now;
    }
  }

  #tag(name: string): TagSummary {
    const tag = this.tags.get(name);
    if (!tag) {
      throw corruptEntry(`the plan does not have the tag ${name}`);
    }
    return tag;
  }
}

/** The moves of the tags that a plan or a deletion names. */
function movesOf(outline: Plan | Deletion): readonly JournalMove[] {
  return outline.kind === "delete"
    ? outline.tags.map((each) => ({ tag: "", ...each, after: null, noClobber: false }))
    : outline.repositories.flatMap(({ tags }) => tags);
}

/** What is pushed, and where. */
function contentOf(outline: Plan | Deletion): Pick<RecordedAttempt, "root" | "repositories"> {
  if (outline.kind === "delete") {
    return { root: undefined, repositories: [outline.repository] };
  }
  const { mediaType, digest, size } = outline.root;
  return {
    root: { mediaType, digest, size },
    repositories: outline.repositories.map(({ repository }) => repository),
  };
}
