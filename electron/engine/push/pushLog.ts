import type { Deletion } from "../../../shared/deletion.ts";
import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import type { Content } from "../oci/content.ts";
import type { PlanOrigin } from "../plan/planCache.ts";
import type { PushTotals } from "./repositoryPush.ts";

/** The outcome of a tag, by its name. Of a deletion, `moved` means deleted. */
export type TagRecord = Pick<TagOutcome, "kind"> & {
  readonly move: { readonly name: string };
  /** Of `untouched`: what the tag points to instead, if it was read. */
  readonly now?: string | null;
};

/** How a push or a deletion ended. */
export type EndRecord = Omit<PushOutcome, "root" | "tags" | "journalId"> & {
  readonly tags: readonly TagRecord[];
};

/**
 * Records what a push does while it runs, so that another process can tell how far it got. Each returned promise
 * resolves once the record is on the disk; if one rejects, the push stops.
 */
export interface PushLog {
  /** The id of the journal entry. */
  readonly id: string;
  /** Records the content of a tag before the tag moves: the bytes that a restore needs. */
  recordPrevious(name: string, content: Content): Promise<void>;
  /** Records a manifest that a registry may delete together with one that is to be deleted. */
  recordRelated(content: Content): Promise<void>;
  /**
   * Records that a step of content is done. Not awaited: after a crash, the repository shows which content exists.
   *
   * @param step `REPOSITORY DIGEST`
   * @param totals what the push has transferred so far
   */
  recordStep(step: string, totals: PushTotals): void;
  /** Records that the next request sets the tag. */
  recordSending(name: string): Promise<void>;
  recordOutcome(outcome: TagRecord): Promise<void>;
  /** Records the outcome of the push and ends the log. */
  end(outcome: EndRecord): Promise<void>;
}

/** What a log has recorded of a push or a deletion. */
export interface LoggedPush {
  readonly plan: Plan | Deletion;
  /** Whether the plan was read from a file, or that is not known. */
  readonly isFromFile: boolean;
  /** The content of the tags before they moved, by the tag's full name. */
  readonly previous: ReadonlyMap<string, Content>;
  /** Of a deletion: manifests below the deleted ones and those that referred to them, by digest. */
  readonly related: ReadonlyMap<string, Content>;
}

/** Stores the logs of pushes. */
export interface PushLogs {
  /** Begins the log of a push. The push starts after this resolves. */
  begin(plan: Plan | Deletion, origin: PlanOrigin): Promise<PushLog>;
  /** @throws EngineError `not_found` */
  read(id: string): Promise<LoggedPush>;
  /** Lists the repositories of earlier pushes, the most recent first. */
  listRepositories(): Promise<readonly string[]>;
  /**
   * Returns the ids of the logs that pushed a root, the most recent first. Those of plans from a file are left out: what
   * such a plan names need not exist.
   * @param digest of the root
   */
  findPushes(digest: string): Promise<readonly string[]>;
  /** Returns the id of the log that a plan continues: of the last attempt of its push, unless that succeeded. */
  findUnfinished(plan: Plan): Promise<string | undefined>;
  /** Records that another push continues an interrupted one. @param continuedBy the id of the other log */
  markContinued(id: string, continuedBy: string): Promise<void>;
}
