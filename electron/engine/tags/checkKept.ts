import { countOf } from "../../../shared/countOf.ts";
import type { AffectedManifest, DeletedTag } from "../../../shared/deletion.ts";
import { EngineError } from "../errors.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { hasManifest } from "./checkDeleted.ts";
import type { ReviewedDeletion } from "./executeDeletion.ts";

/** Tags that are looked up, and named, if the registry deleted one that should stay. */
const maxNamed = 20;

/** A tag that was deleted alone. */
interface DeletedAlone {
  readonly deleted: DeletedTag;
  /** The other tags to delete of its manifest, which were not requested yet. */
  readonly siblings: readonly DeletedTag[];
  readonly deletion: ReviewedDeletion;
  readonly store: RegistryStore;
}

/**
 * After a tag was deleted alone: checks that its other tags and its manifest still exist. A manifest may go with its last
 * tag, as reviewed, if nothing lists it.
 * @param settle called with the tags to delete that are gone as well
 * @throws EngineError `registry_invalid` if the registry deleted more than the tag
 */
export async function checkKept(
  { deleted, siblings, deletion, store }: DeletedAlone,
  settle: (lost: readonly DeletedTag[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { before, tag = "" } = deleted;
  const manifest = deletion.manifests.find(({ digest }) => digest === before);
  const asked = `together with ${tag}, although it was asked to delete that tag alone.`;
  const hint = `The deletion stopped. Restore ${tag} from the History`;
  const kept = manifest?.otherTags ?? [];
  // One tells: where a registry deletes by tag, either all go or none.
  if (kept[0] !== undefined && !(await hasManifest(store, { tag: kept[0] }, signal))) {
    const lost = await findLost(store, kept, signal);
    throw new EngineError("registry_invalid", `The registry deleted ${lost} ${asked}`, {
      hint: `${hint}, then retag it as ${lost}.`,
    });
  }
  if (await hasManifest(store, { digest: before }, signal)) {
    return;
  }
  const lost: DeletedTag[] = [];
  for (const sibling of siblings) {
    if (sibling.tag !== undefined && !(await hasManifest(store, { tag: sibling.tag }, signal))) {
      lost.push(sibling);
    }
  }
  await settle(lost);
  if (lost.length === 0 && manifest !== undefined && goesWithLastTag(manifest, deletion)) {
    return;
  }
  throw new EngineError(
    "registry_invalid",
    `The registry deleted the manifest ${before} ${asked}`,
    {
      hint: `${hint}${describeIndexes(manifest)}`,
    },
  );
}

/** Whether the review said that a manifest may go with the tag, and that this breaks nothing. */
function goesWithLastTag(
  { otherTags, indexes }: AffectedManifest,
  { areOtherTagsKnown, unreadTags }: ReviewedDeletion,
): boolean {
  return (
    areOtherTagsKnown && otherTags.length === 0 && indexes.length === 0 && unreadTags.length === 0
  );
}

/** Names the tags that are gone: `latest, stable and 3 other tags`. */
async function findLost(
  store: RegistryStore,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const lost: string[] = [];
  for (const tag of tags.slice(0, maxNamed)) {
    if (!(await hasManifest(store, { tag }, signal))) {
      lost.push(tag);
    }
  }
  const more = tags.length - maxNamed;
  return more > 0
    ? `${lost.join(", ")} and perhaps ${countOf(more, "other tag")}`
    : lost.join(", ");
}

function describeIndexes(manifest: AffectedManifest | undefined): string {
  const [index, ...more] = manifest?.indexes ?? [];
  if (index === undefined) {
    return ". Delete other tags by digest: that review finds all that goes with a manifest.";
  }
  const name = index.tag ?? index.digest;
  return more.length === 0
    ? `: ${name} lists it.`
    : `: ${name} and ${countOf(more.length, "other tag")} list it.`;
}
