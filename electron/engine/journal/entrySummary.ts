import type { JournalEntry, JournalState, JournalTag } from "../../../shared/journal.ts";
import type { Plan, TagMove } from "../../../shared/plan.ts";
import { corruptEntry } from "./journalError.ts";
import type { Begun, Ended, LaterRecord, TagResult } from "./planRecords.ts";

/** What the journal tells of one tag. */
export interface TagStory {
  readonly move: TagMove;
  state: JournalTag["state"];
  previous: JournalTag["previous"];
  /** When the move was sent, and when it was known what became of it. In RFC 3339. */
  sentAt?: string;
  settledAt?: string;
  /** What it was found to hold instead. */
  now?: string | null;
}

/** An entry of the journal without the bytes that it keeps, as its records tell it. */
export class EntrySummary {
  readonly id: string;
  readonly startedAt: string;
  /** The plan without its content. */
  readonly outline: Plan;
  readonly tags: ReadonlyMap<string, TagStory>;
  readonly #steps: number;
  readonly #done = new Set<string>();
  #ended: Ended | undefined;
  #left: Extract<LaterRecord, { type: "left" }> | undefined;

  constructor({ id, at, steps, outline }: Begun) {
    this.id = id;
    this.startedAt = at;
    this.outline = outline;
    this.#steps = steps;
    this.tags = new Map(
      outline.repositories
        .flatMap(({ tags }) => tags)
        .map((move) => [move.name, { move, state: "planned", previous: undefined }]),
    );
  }

  get ended(): Ended | undefined {
    return this.#ended;
  }

  /** @throws EngineError `disk` where the record speaks of a tag that the plan does not have */
  add(record: LaterRecord): void {
    switch (record.type) {
      case "held": {
        const { mediaType, digest, size } = record;
        this.#tag(record.name).previous ??= { mediaType, digest, size };
        break;
      }
      case "done":
        this.#done.add(record.step);
        break;
      case "sending":
        Object.assign(this.#tag(record.name), { state: "sent", sentAt: record.at });
        break;
      case "settled":
        this.#settle(record, record.at);
        break;
      case "ended":
        this.#ended = record;
        for (const result of record.tags) this.#settle(result, record.at);
        break;
      case "left":
        this.#left = record;
        break;
      default:
        record satisfies never;
    }
  }

  /** Whether nothing more will be written of it. */
  isOver(): boolean {
    return this.#ended !== undefined || this.#left !== undefined;
  }

  /** @param isRunning whether this process is writing it */
  entry(isRunning: boolean): JournalEntry {
    const { kind, root, repositories } = this.outline;
    const { mediaType, digest, size } = root;
    return {
      id: this.id,
      kind,
      startedAt: this.startedAt,
      state: this.state(isRunning),
      root: { mediaType, digest, size },
      repositories: repositories.map(({ repository }) => repository),
      tags: [...this.tags.values()].map(({ move, state, previous }) => ({ move, state, previous })),
      steps: { done: Math.min(this.#done.size, this.#steps), planned: this.#steps },
    };
  }

  state(isRunning: boolean): JournalState {
    if (this.#ended) {
      const { at, failure } = this.#ended;
      return failure ? { kind: "failed", endedAt: at, failure } : { kind: "done", endedAt: at };
    }
    if (this.#left) {
      const { at, continuedBy } = this.#left;
      return continuedBy === undefined
        ? { kind: "dismissed", endedAt: at }
        : { kind: "continued", endedAt: at, continuedBy };
    }
    return { kind: isRunning ? "running" : "interrupted" };
  }

  #settle({ name, kind, now }: TagResult, at: string): void {
    const story = this.#tag(name);
    story.state = kind;
    story.settledAt ??= at;
    if (now !== undefined) story.now = now;
  }

  #tag(name: string): TagStory {
    const story = this.tags.get(name);
    if (!story) throw corruptEntry(`the plan does not have the tag ${name}`);
    return story;
  }
}
