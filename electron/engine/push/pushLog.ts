import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import type { Content } from "../oci/content.ts";

/**
 * Where a push writes down what it does while it does it, so that another process can tell how far it came.
 * What returns a promise is safe on the disk once it resolves, or the push stops.
 */
export interface PushLog {
  /** The entry's name in the journal. */
  readonly id: string;
  /** What a tag holds before it moves: the bytes that an undo needs. */
  held(name: string, content: Content): Promise<void>;
  /** A step of content is done. Not waited for: after a crash the repository itself is asked. */
  done(step: string): void;
  /** The tag is going to be put next. */
  sending(name: string): Promise<void>;
  settled(outcome: TagOutcome): Promise<void>;
  ended(outcome: PushOutcome): Promise<void>;
}

/** What a log kept of a push. */
export interface LoggedPush {
  readonly plan: Plan;
  /** What the tags held before they moved, by the tag's whole name. */
  readonly held: ReadonlyMap<string, Content>;
}

/** Where the logs of pushes are kept. */
export interface PushLogs {
  /** Begin the log of a push; nothing is pushed before it resolves. */
  begin(plan: Plan): Promise<PushLog>;
  /** @throws EngineError `not_found` */
  read(id: string): Promise<LoggedPush>;
  /**
   * Note of a push that broke off that nobody will go on with it.
   * @param continuedBy the entry that goes on with it
   */
  leave(id: string, continuedBy?: string): Promise<void>;
}
