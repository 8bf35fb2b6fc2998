import type { Deletion } from "../../../shared/deletion.ts";
import type { JournalMove } from "../../../shared/journal.ts";
import type { Plan, PlanDifference } from "../../../shared/plan.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { parseLocation } from "../oci/location.ts";
import { findRestorable } from "./findRestorable.ts";
import type { PlanProgress } from "./planProgress.ts";
import { decodeContent, rootContent } from "./plannedContents.ts";
import { preparePlan } from "./preparePlan.ts";
import { type LoggedContent, restoreSource } from "./pushSource.ts";

/** What the journal knows of the push that moved a tag. */
export interface MovedTag {
  /** The tag's full name. */
  readonly name: string;
  /** What to set the tag to: its content before the push, or what the push set it to. */
  readonly content: "previous" | "pushed";
  /** Or the deletion of the tag. */
  readonly plan: Plan | Deletion;
  /** The content of the tags before they moved, by full name. */
  readonly previous: ReadonlyMap<string, Content>;
  /** Of a deletion: manifests that the registry may have deleted too, by digest. */
  readonly related: ReadonlyMap<string, Content>;
}

interface RestoreOptions {
  readonly context: Pick<EngineContext, "stores" | "referrers">;
  readonly progress?: PlanProgress | undefined;
}

/**
 * Plans to set a tag back to its content before a push, or to what the push set it to.
 * @throws EngineError `not_found` if that content is unknown or no longer complete
 */
export async function planRestore(
  moved: MovedTag,
  { context, progress }: RestoreOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const { name, plan } = moved;
  const move = findMove(plan, name);
  const content = move && (await contentToRestore(moved, move, { context, signal }));
  if (!move || !content) {
    throw new EngineError("not_found", `The journal has no previous content of ${name}.`, {
      hint: "The tag was new, or its previous content could not be read when it was replaced.",
    });
  }
  const location = parseLocation(name);
  // The registry may not have sent a media type when the bytes were read; a push requires one.
  const typed =
    content.mediaType === "" ? detectManifest(content, `manifest ${name}`).content : content;
  const isPushedRoot =
    plan.kind !== "delete" && moved.content === "pushed" && typed.digest === plan.root.digest;
  const store = context.stores.open(location);
  const { logged, lost } = isPushedRoot
    ? { logged: loggedContent(plan, context.stores), lost: [] }
    : await findRestorable(previousContents(moved), store, signal);
  const restore = await preparePlan(
    {
      source: restoreSource(typed, store, logged),
      targets: [{ location, noClobber: false }],
      progress,
    },
    context,
    signal,
  );
  const planned = new Set(
    restore.repositories.flatMap(({ manifests }) => manifests.map(({ digest }) => digest)),
  );
  const lostHere = lost.flatMap(({ digest, subject }): PlanDifference[] =>
    planned.has(subject) ? [{ kind: "lost", repository: store.repository, digest }] : [],
  );
  const differences = [...laterMove(restore, move), ...lostHere];
  return {
    ...withIndexEntry(restore, name, content.entry),
    ...(differences.length > 0 ? { differences } : {}),
  };
}

/**
 * The manifests of all tags of an entry and what is related to them, by digest: a deletion may have removed an index
 * with its images. Malformed ones are left out: they are not needed unless they are restored themselves.
 */
function previousContents({ previous, related }: MovedTag): ReadonlyMap<string, Content> {
  return new Map(
    [...related, ...previous].flatMap(([name, content]) => {
      try {
        const detected =
          content.mediaType === "" ? detectManifest(content, `manifest ${name}`).content : content;
        return [[content.digest, detected] as const];
      } catch (error) {
        if (error instanceof EngineError) {
          return [];
        }
        throw error;
      }
    }),
  );
}

interface ContentOptions {
  readonly context: RestoreOptions["context"];
  readonly signal: AbortSignal;
}

/** What was done to a tag, by its full name. */
function findMove(plan: Plan | Deletion, name: string): JournalMove | undefined {
  if (plan.kind === "delete") {
    const tag = plan.tags.find((each) => each.name === name);
    return tag && { tag: "", ...tag, after: null, noClobber: false };
  }
  return plan.repositories.flatMap(({ tags }) => tags).find((tag) => tag.name === name);
}

/** @returns undefined if the journal does not have the content */
async function contentToRestore(
  { name, content, plan, previous }: MovedTag,
  { after }: JournalMove,
  { context, signal }: ContentOptions,
): Promise<Content | undefined> {
  if (content === "previous" || plan.kind === "delete" || after === null) {
    return previous.get(name);
  }
  const root = rootContent(plan);
  // A digest tag points to a referrer, of which the plan has no bytes.
  return after === root.digest
    ? root
    : await context.stores.open(parseLocation(name)).fetchManifest({ digest: after }, signal);
}

/**
 * Returns what a push created below its root, and where it took the rest from.
 * @throws EngineError `digest_mismatch`, `size_mismatch` if bytes in the plan do not match their digest
 */
function loggedContent(
  { created = [], repositories }: Plan,
  stores: EngineContext["stores"],
): LoggedContent {
  const actions = repositories.flatMap(({ blobs, manifests }) =>
    [...blobs, ...manifests].map(({ action }) => action),
  );
  const names = new Set(actions.flatMap((action) => ("from" in action ? [action.from] : [])));
  return {
    created: new Map(created.map((content) => [content.digest, decodeContent(content)])),
    stores: [...names].map((name) => stores.openRepository(name)),
  };
}

/** The difference if the tag moved again after the push: the restore overwrites that too. */
function laterMove(restore: Plan, { name, after }: JournalMove): readonly PlanDifference[] {
  const current = restore.repositories.flatMap(({ tags }) => tags).find((tag) => tag.name === name);
  return current === undefined || current.before === after
    ? []
    : [{ kind: "tag", name, was: after, now: current.before }];
}

/** The plan that writes a layout's `index.json` entry of the tag unchanged. */
function withIndexEntry(plan: Plan, name: string, entry: string | undefined): Plan {
  if (entry === undefined) {
    return plan;
  }
  const repositories = plan.repositories.map((part) => ({
    ...part,
    tags: part.tags.map((move) => (move.name === name ? { ...move, entry } : move)),
  }));
  return { ...plan, repositories };
}
