import { countLostAttestations, lostPlatforms, pairRows } from "../../../shared/compareRows.ts";
import type { Annotations } from "../../../shared/oci/descriptor.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { Plan, TagContent, TagDrop } from "../../../shared/plan.ts";
import type { EntryRow, TargetState } from "../../../shared/preview.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { summarizeContent, type ContentSummary } from "../compose/readTarget.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeManifest } from "../oci/decode.ts";
import type { Stores } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";
import { NestedIndexes } from "./nestedIndexes.ts";
import { decodeContent, rootContent } from "./plannedContents.ts";

/** Repositories asked for the config of a root that is an image, or for an index nested in the root. */
const maxRepositories = 4;

/** The most rows of all contents of a plan that are passed on, so that the plan stays small enough to show. */
const maxRows = 20_000;

interface CompareOptions {
  readonly stores: Stores;
  /** States of targets that were read a moment ago. */
  readonly known: readonly TargetState[];
}

/** A content with its digest and type. */
interface ReadContent extends ContentSummary {
  readonly digest: string;
  readonly mediaType: string;
}

/**
 * Compares the current content of each tag of a plan with the root: what it drops of entries, platforms, attestations,
 * annotations and fields of the index, including those of nested indexes. Reads the current content of a tag unless it
 * is known.
 *
 * @returns `drops`: the tags that drop something, and those whose drops could not be determined; `contents`: what was
 *   compared
 */
export async function compareTags(
  plan: Plan,
  { stores, known }: CompareOptions,
  signal: AbortSignal,
): Promise<Required<Pick<Plan, "drops" | "contents">>> {
  const toRoot = plan.repositories.flatMap(({ repository, tags }) =>
    tags.flatMap(({ name, before, after }) =>
      after === plan.root.digest && before !== after ? [{ name, before, repository }] : [],
    ),
  );
  const moves = toRoot.flatMap(({ before, ...move }) =>
    before === null ? [] : { ...move, before },
  );
  // The config of an image, which has its platform, is not read for a new tag.
  if (moves.length === 0 && (toRoot.length === 0 || !isIndexType(plan.root.mediaType))) {
    return { drops: [], contents: [] };
  }
  const readable = known.flatMap((state) =>
    state.kind === "exists" && state.unreadable !== true ? [state] : [],
  );
  const root = await describeRoot(plan, stores, signal);
  const nested = new NestedIndexes(plan.root.digest, stores, signal);
  const next =
    root === undefined || moves.length === 0
      ? undefined
      : await withLeafRows(root, nested, (digest) => repositoriesWith(plan, digest));
  const compared = await allOrAbort(moves, signal, async ({ name, before, repository }, until) => {
    const content: ReadContent | undefined =
      readable.find(({ digest }) => digest === before) ??
      (await describeCurrent(
        { digest: before, name, store: stores.openRepository(repository) },
        until,
      ));
    const current =
      content &&
      (await withLeafRows(content, nested, (digest) => [
        ...new Set([repository, ...repositoriesWith(plan, digest)]),
      ]));
    const drop =
      next && current ? compareContent(name, current, next) : ({ kind: "unknown", name } as const);
    return { drop, content };
  });
  const { digest, mediaType } = plan.root;
  const contents = [
    ...(root ? [{ digest, mediaType, ...root }] : []),
    ...compared.flatMap(({ content }) => content ?? []),
  ];
  return { drops: compared.flatMap(({ drop }) => drop ?? []), contents: listContents(contents) };
}

/** Lists contents, each once, up to a number of rows. */
function listContents(read: readonly ReadContent[]): readonly TagContent[] {
  const contents = new Map<string, TagContent>();
  let total = 0;
  for (const { digest, mediaType, annotations, artifactType, subject, rows } of read) {
    if (!contents.has(digest) && total + rows.length <= maxRows) {
      total += rows.length;
      contents.set(digest, {
        digest,
        mediaType,
        annotations,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(subject === undefined ? {} : { subject }),
        rows,
      });
    }
  }
  return [...contents.values()];
}

/** Replaces nested indexes by their rows. @returns undefined if they exceed the limits */
async function withLeafRows(
  content: ContentSummary,
  nested: NestedIndexes,
  repositoriesOf: (digest: string) => readonly string[],
): Promise<ContentSummary | undefined> {
  const rows = await nested.leafRows(content.rows, repositoriesOf);
  return rows && { ...content, rows };
}

/** Compares contents whose rows are of the kind `index` only for nested indexes that could not be read. */
function compareContent(
  name: string,
  current: ContentSummary,
  next: ContentSummary,
): TagDrop | undefined {
  const paired = pairRows(current.rows, next.rows);
  const drop = {
    kind: "known",
    name,
    entries: paired.removed,
    platforms: lostPlatforms(current.rows, next.rows),
    attestations: countLostAttestations(paired),
    annotations: lostKeys(current.annotations, next.annotations),
    entryAnnotations: [...paired.pairs].reduce(
      (sum, [row, earlier]) =>
        sum + lostKeys(earlier.descriptor.annotations, row.descriptor.annotations).length,
      0,
    ),
    fields: (["artifactType", "subject"] as const).filter(
      (field) => current[field] !== undefined && next[field] === undefined,
    ),
  } as const;
  const { entries, platforms, attestations, annotations, entryAnnotations, fields } = drop;
  const counts = [entries, platforms, annotations, fields].map(({ length }) => length);
  const dropsAny = [...counts, attestations, entryAnnotations].some((count) => count > 0);
  // An unread index that stays drops nothing. An unread index in the new content may have what seems dropped.
  const isUnknown =
    current.rows.some((row) => isUnread(row) && !hasDigest(next.rows, row.descriptor.digest)) ||
    (dropsAny && next.rows.some(isUnread));
  if (isUnknown) {
    return { kind: "unknown", name };
  }
  return dropsAny ? drop : undefined;
}

/** The keys that later annotations do not have. */
function lostKeys(before: Annotations = {}, after: Annotations = {}): readonly string[] {
  return Object.keys(before).filter((key) => !Object.hasOwn(after, key));
}

function isUnread({ kind }: EntryRow): boolean {
  return kind === "index";
}

function hasDigest(rows: readonly EntryRow[], digest: string): boolean {
  return rows.some(({ descriptor }) => descriptor.digest === digest);
}

/** The repositories with a manifest below the root: the source it is copied from, or a target that has it. */
function repositoriesWith(plan: Plan, digest: string): readonly string[] {
  const repositories = plan.repositories.map(({ repository, manifests }) => {
    const action = manifests.find((manifest) => manifest.digest === digest)?.action;
    return action?.kind === "put" ? action.from : repository;
  });
  return [...new Set(repositories)].slice(0, maxRepositories);
}

interface CurrentContent {
  readonly digest: string;
  readonly name: string;
  readonly store: Store;
}

/** @returns undefined if the content cannot be read, which does not prevent a plan */
async function describeCurrent(
  { digest, name, store }: CurrentContent,
  signal: AbortSignal,
): Promise<ReadContent | undefined> {
  return await readableOrUndefined(signal, async () => {
    const content = await store.fetchManifest({ digest }, signal);
    const { mediaType } = content;
    return { digest, mediaType, ...(await summarizeContent(content, { name, store }, signal)) };
  });
}

/** Describes the root from the plan's bytes; the platform of an image is in its config, which is in some repository. */
async function describeRoot(
  plan: Plan,
  stores: Stores,
  signal: AbortSignal,
): Promise<ContentSummary | undefined> {
  const root = rootContent(plan);
  for (const repository of configRepositories(plan, root)) {
    const store = withCreated(plan, stores.openRepository(repository));
    const described = await readableOrUndefined(signal, async () =>
      summarizeContent(root, { name: root.digest, store }, signal),
    );
    if (described) {
      return described;
    }
  }
  return undefined;
}

/** A store with the configs that the push creates. */
function withCreated({ created = [] }: Plan, store: Store): Pick<Store, "fetchBlob"> {
  return {
    async fetchBlob(blob, signal) {
      const own = created.find(({ digest }) => digest === blob.digest);
      return own ? decodeContent(own).bytes : await store.fetchBlob(blob, signal);
    },
  };
}

async function readableOrUndefined<T extends ContentSummary>(
  signal: AbortSignal,
  describe: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const described = await describe();
    return described.unreadable ? undefined : described;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

/** The repositories that may have the config of the root: those it is copied from, and the targets. */
function configRepositories({ repositories }: Plan, root: Content): readonly string[] {
  const targets = repositories.map(({ repository }) => repository);
  // An index has no config: any repository will do.
  if (isIndexType(root.mediaType)) {
    return targets.slice(0, 1);
  }
  const config = decodeManifest(root.bytes, root.digest).config?.digest;
  const sources = repositories.flatMap(({ repository, blobs, manifests }) => [
    ...blobs.flatMap(({ digest, action }) => {
      if (digest !== config) {
        return [];
      }
      return "from" in action ? [action.from] : [repository];
    }),
    ...manifests.flatMap(({ role, action }) =>
      role === "root" && action.kind === "put" ? [action.from] : [],
    ),
  ]);
  return [...new Set([...sources, ...targets])].slice(0, maxRepositories);
}
