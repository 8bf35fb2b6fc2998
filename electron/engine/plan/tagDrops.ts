import { countLostAttestations, lostPlatforms, pairRows } from "../../../shared/compareRows.ts";
import type { Plan, TagDrop } from "../../../shared/plan.ts";
import type { EntryRow, TargetState } from "../../../shared/preview.ts";
import { EngineError } from "../errors.ts";
import { decodeManifest } from "../oci/decode.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import { describeContent, type DescribedContent } from "../compose/targetState.ts";
import type { Store } from "../stores/store.ts";
import type { Stores } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { NestedIndexes } from "./nestedIndexes.ts";
import { rootContent } from "./plannedContents.ts";

/** Places that are asked for the config of a root that is a single image, or for an index nested in a root. */
const mostPlaces = 4;

/**
 * What each tag of a plan has and would not have after its move: what the plan's own root is compared with what the
 * tag holds, with what is nested in either. Reads what the tags hold, unless it was looked at before.
 *
 * @param looks what targets were seen to hold
 * @returns the tags that drop something, and those of which it could not be found out
 */
export async function findTagDrops(
  plan: Plan,
  stores: Stores,
  looks: readonly TargetState[],
  signal: AbortSignal,
): Promise<readonly TagDrop[]> {
  const moves = plan.repositories.flatMap(({ repository, tags }) =>
    tags.flatMap((move) =>
      move.after === plan.root.digest && move.before !== null && move.before !== move.after
        ? [{ move, before: move.before, repository }]
        : [],
    ),
  );
  if (moves.length === 0) return [];
  const coming = await describeRoot(plan, stores, signal);
  const nested = new NestedIndexes(plan.root.digest, stores, signal);
  const comingRows =
    coming && (await nested.leafRows(coming.rows, (digest) => placesBelow(plan, digest)));
  const drops = await allOrAbort(moves, signal, async ({ move, before, repository }, until) => {
    const { name } = move;
    const seen = looks.find(
      (look) => look.kind === "exists" && look.digest === before && look.unreadable !== true,
    );
    const held =
      seen?.kind === "exists"
        ? seen
        : await describeHeld(before, name, stores.openRepository(repository), until);
    const places = (digest: string): readonly string[] => [
      ...new Set([repository, ...placesBelow(plan, digest)]),
    ];
    const heldRows = held && (await nested.leafRows(held.rows, places));
    if (!coming || !comingRows || !held || !heldRows) return { kind: "unknown", name } as const;
    return compare(name, { ...held, rows: heldRows }, { ...coming, rows: comingRows });
  });
  return drops.flatMap((drop) => drop ?? []);
}

/** @param held its rows, as those of `coming`, are of the kind `index` only where one could not be read */
function compare(
  name: string,
  held: DescribedContent,
  coming: DescribedContent,
): TagDrop | undefined {
  const paired = pairRows(held.rows, coming.rows);
  const drop = {
    kind: "known",
    name,
    entries: paired.gone,
    platforms: lostPlatforms(held.rows, coming.rows),
    attestations: countLostAttestations(paired),
    annotations: Object.keys(held.annotations).filter(
      (key) => !Object.hasOwn(coming.annotations, key),
    ),
  } as const;
  const { entries, platforms, attestations, annotations } = drop;
  const drops = entries.length + platforms.length + attestations + annotations.length > 0;
  const unread = held.rows.filter(isUnread);
  // What was not read drops nothing where it stays. Where it comes, it may have what seems to be dropped.
  const isUnknown =
    unread.some(({ descriptor }) => !listsDigest(coming.rows, descriptor.digest)) ||
    (drops && coming.rows.some(isUnread));
  if (isUnknown) return { kind: "unknown", name };
  return drops ? drop : undefined;
}

function isUnread({ kind }: EntryRow): boolean {
  return kind === "index";
}

function listsDigest(rows: readonly EntryRow[], digest: string): boolean {
  return rows.some(({ descriptor }) => descriptor.digest === digest);
}

/** The repositories that have a manifest below the root: where it is put from, or a target that has it. */
function placesBelow(plan: Plan, digest: string): readonly string[] {
  const places = plan.repositories.map(({ repository, manifests }) => {
    const action = manifests.find((manifest) => manifest.digest === digest)?.action;
    return action?.kind === "put" ? action.from : repository;
  });
  return [...new Set(places)].slice(0, mostPlaces);
}

/** @returns undefined where it cannot be read: a plan is made all the same */
async function describeHeld(
  digest: string,
  name: string,
  store: Store,
  signal: AbortSignal,
): Promise<DescribedContent | undefined> {
  try {
    const content = await store.fetchManifest({ digest }, signal);
    const described = await describeContent(content, name, store, signal);
    return described.unreadable ? undefined : described;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/** The root's bytes are the plan's; of a single image, the config says the platform, wherever it is by now. */
async function describeRoot(
  plan: Plan,
  stores: Stores,
  signal: AbortSignal,
): Promise<DescribedContent | undefined> {
  const content = rootContent(plan);
  for (const repository of placesOf(plan)) {
    try {
      const store = stores.openRepository(repository);
      const described = await describeContent(content, content.digest, store, signal);
      if (!described.unreadable) return described;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return undefined;
}

/** The repositories that may have the config of a root: the targets, and where it is copied from. */
function placesOf(plan: Plan): readonly string[] {
  const targets = plan.repositories.map(({ repository }) => repository);
  const content = rootContent(plan);
  if (isIndexType(content.mediaType)) return targets.slice(0, 1);
  const config = decodeManifest(content.bytes, content.digest).config?.digest;
  const places = plan.repositories.flatMap(({ repository, blobs, manifests }) => [
    ...blobs.flatMap(({ digest, action }) =>
      digest !== config ? [] : "from" in action ? [action.from] : [repository],
    ),
    ...manifests.flatMap(({ role, action }) =>
      role === "root" && action.kind === "put" ? [action.from] : [],
    ),
  ]);
  return [...new Set([...places, ...targets])].slice(0, mostPlaces);
}
