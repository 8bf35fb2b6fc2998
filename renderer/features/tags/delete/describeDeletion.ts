import { countOf } from "../../../../shared/countOf.ts";
import { readDigestTag } from "../digestTag.ts";
import { isIndexType } from "../../../../shared/oci/mediaTypes.ts";
import { shortenMiddle } from "../../../ui/format.ts";
import type { AffectedManifest, DeletionPlan } from "../../../../shared/deletion.ts";

/** Names in a sentence; the others are counted, and listed below it. */
const maxNames = 6;

/** The longest name that is listed whole: digest tags are shortened. */
const maxNameLength = 48;

/** `a, b and 3 more` */
function joinNames(names: readonly string[]): string {
  const more = names.length - maxNames;
  const listed = (more > 1 ? names.slice(0, maxNames) : names)
    .map((name) => shortenMiddle(name, maxNameLength))
    .join(", ");
  return more > 1 ? `${listed} and ${more} more` : listed;
}

/** The label of the button that deletes: `Delete 1 manifest with 3 tags`. */
export function deleteLabel({ by, tags, manifests }: DeletionPlan): string {
  const named = tags.filter(({ tag }) => tag !== undefined).length;
  return by === "tag"
    ? `Delete ${countOf(named, "tag")}`
    : `Delete ${countOf(manifests.length, "manifest")}${named > 0 ? ` with ${countOf(named, "tag")}` : ""}`;
}

/** Something that goes with a manifest, stops working, or stays. */
export interface DeletionEffect {
  readonly look: "warning" | "note";
  readonly text: string;
  /** All names, if the sentence does not have all of them. */
  readonly names?: readonly string[];
}

/** The names to list below a sentence: nothing that is deleted or broken may go unseen. */
function listNames(names: readonly string[]): Pick<DeletionEffect, "names"> {
  const isCut = names.length > maxNames + 1 || names.some((name) => name.length > maxNameLength);
  return isCut ? { names } : {};
}

/** What else goes with a manifest, or stops working, a sentence each. */
export function describeEffects(
  manifest: AffectedManifest,
  { by, areOtherTagsKnown }: Pick<DeletionPlan, "by" | "areOtherTagsKnown">,
): readonly DeletionEffect[] {
  const { otherTags, digestTags } = manifest;
  const others = joinNames(otherTags);
  if (by === "tag") {
    if (otherTags.length > 0) {
      return [
        ...describeBackup(manifest),
        ...describeDigestTags(manifest, by),
        { look: "note", text: `The manifest stays, under ${others}.` },
      ];
    }
    const text = areOtherTagsKnown
      ? `${manifest.tags.length > 1 ? "These are the manifest's last tags" : "This is the manifest's last tag"}. The registry may delete the manifest too, now or with its next garbage collection.`
      : "Not all tags of the repository were read. If no other tag points to the manifest, the registry may delete it too, which breaks indexes that list it.";
    return [
      ...describeBackup(manifest),
      ...describeDigestTags(manifest, by),
      { look: "note", text },
      ...describeDependents(manifest, by),
    ];
  }
  return [
    ...describeBackup(manifest),
    ...describeDigestTags(manifest, by),
    ...(manifest.tags.length + otherTags.length === 0
      ? [
          {
            look: "note" as const,
            text: "No tag points to it. An index without a tag that lists it cannot be found.",
          },
        ]
      : []),
    ...(otherTags.length > 0
      ? [
          {
            look: "warning" as const,
            text: `Also deletes ${others}, which ${otherTags.length === 1 ? "was" : "were"} not selected.`,
            ...listNames(otherTags),
          },
        ]
      : []),
    ...describeDependents(manifest, by),
    ...(digestTags.length > 0
      ? [
          {
            look: "note" as const,
            text: `${joinNames(digestTags)} ${digestTags.length === 1 ? "stays" : "stay"}: select digest tags to delete them.`,
          },
        ]
      : []),
  ];
}

/** What cannot be restored later; nothing if all can. */
function describeBackup({ backup }: AffectedManifest): readonly DeletionEffect[] {
  switch (backup.kind) {
    case "whole":
      return [];
    case "partial":
      return [
        {
          look: "warning",
          text: `The journal cannot keep ${countOf(backup.left, "manifest")} of what the registry may delete with it.`,
        },
      ];
    case "none":
      return [{ look: "warning", text: `Restore will not be possible. ${backup.reason}` }];
  }
}

/** The tags that go with a manifest, also those that were not selected; of one without any its digest. */
function goingNames(manifest: AffectedManifest, by: DeletionPlan["by"]): readonly string[] {
  const tags = goingTags(manifest, by);
  return tags.length > 0 ? tags : [manifest.digest];
}

/** The tags that go with a manifest, also those that were not selected. */
function goingTags(
  { tags, otherTags }: AffectedManifest,
  by: DeletionPlan["by"],
): readonly string[] {
  return [...tags, ...(by === "digest" ? otherTags : [])];
}

/** What belongs to other digests and goes with tags named after them. */
function describeDigestTags(
  manifest: AffectedManifest,
  by: DeletionPlan["by"],
): readonly DeletionEffect[] {
  return [
    ...goingTags(manifest, by).flatMap((tag) => {
      const named = readDigestTag(tag);
      return named
        ? [
            {
              look: "warning" as const,
              text: `${joinNames([tag])} holds the ${named.holds} of ${named.subject}.`,
            },
          ]
        : [];
    }),
    ...(manifest.listing
      ? [
          {
            look: "note" as const,
            text: `Also removes it from ${joinNames([manifest.listing.tag])}, the list of referrers of ${manifest.listing.subject}.`,
          },
        ]
      : []),
  ];
}

/** What stops working without a manifest; if only its last tag is deleted, it may. */
function describeDependents(
  { mediaType, indexes, referrers }: AffectedManifest,
  by: DeletionPlan["by"],
): readonly DeletionEffect[] {
  const isCertain = by === "digest";
  const isIndex = isIndexType(mediaType);
  const broken = namesOf(indexes);
  const count = new Set(indexes.map(({ digest }) => digest)).size;
  return [
    ...(count > 0
      ? [
          {
            look: "warning" as const,
            text: `${isCertain ? "Breaks" : "That would break"} ${countOf(count, "index that lists", "indexes that list")} this manifest: ${joinNames(broken)}.`,
            ...listNames(broken),
          },
        ]
      : []),
    ...(referrers === undefined
      ? [{ look: "note" as const, text: "Couldn't read what refers to it, such as signatures." }]
      : referrers.length > 0
        ? [
            {
              look: "warning" as const,
              text: `${countOf(referrers.length, "referrer")} (${joinNames([...new Set(referrers.map(({ artifactType }) => artifactType ?? "unknown type"))])}) ${isCertain ? "will" : "would"} refer to nothing.`,
            },
          ]
        : []),
    // Harbor deletes these with a manifest, and GitLab's garbage collection what no tag leads to.
    ...(isIndex || referrers === undefined || referrers.length > 0
      ? [
          {
            look: "note" as const,
            text: `${isCertain ? "The registry may" : "It may"} also delete what refers to it${isIndex ? " and the untagged entries of the index" : ""}.`,
          },
        ]
      : []),
  ];
}

/** Says which tags may be indexes that list what is deleted; undefined if all could be read. */
export function describeUnread({
  unreadTags,
}: Pick<DeletionPlan, "unreadTags">): DeletionEffect | undefined {
  const count = unreadTags.length;
  return count === 0
    ? undefined
    : {
        look: "warning",
        text: `${countOf(count, "tag")} could not be read as ${count === 1 ? "an index" : "indexes"}: ${joinNames(unreadTags)}. Whether ${count === 1 ? "it lists" : "they list"} what is deleted is not known.`,
        ...listNames(unreadTags),
      };
}

/** Says what was selected and does not exist any more; undefined if all does. */
export function describeMissing({
  missing,
}: Pick<DeletionPlan, "missing">): DeletionEffect | undefined {
  return missing.length === 0
    ? undefined
    : {
        look: "note",
        text: `Not in the repository any more: ${joinNames(missing)}.`,
        ...listNames(missing),
      };
}

/** Names indexes by their tags. */
function namesOf(indexes: AffectedManifest["indexes"]): readonly string[] {
  return [...new Set(indexes.map(({ tag, digest }) => tag ?? digest))];
}

/** What has to be confirmed, a sentence each: what goes, or may stop working, although it was not selected, or is lost. */
export function deletionConfirmations({
  by,
  manifests,
  unreadTags,
}: DeletionPlan): readonly string[] {
  const lost = manifests.flatMap((manifest) =>
    manifest.backup.kind === "none" ? goingNames(manifest, by) : [],
  );
  const going = manifests.flatMap((manifest) => goingTags(manifest, by));
  const digests = new Set(by === "digest" ? manifests.map(({ digest }) => digest) : []);
  // What belongs to a manifest that goes as well is no loss.
  const named = going
    .flatMap((tag) => readDigestTag(tag) ?? [])
    .filter(({ subject }) => !digests.has(subject));
  const losses = [
    ...[...Map.groupBy(named, ({ holds }) => holds)].map(
      ([holds, tags]) =>
        `${joinNames(tags.map(({ subject }) => subject))} will lose ${tags.length === 1 ? "its" : "their"} ${holds}.`,
    ),
    ...(lost.length > 0 ? [`${joinNames(lost)} cannot be restored.`] : []),
  ];
  if (by === "tag") {
    const last = manifests.filter(({ otherTags }) => otherTags.length === 0);
    const atRisk = namesOf(last.flatMap(({ indexes }) => indexes));
    return [...(atRisk.length > 0 ? [`Pulls of ${joinNames(atRisk)} may fail.`] : []), ...losses];
  }
  const others = manifests.flatMap(({ otherTags }) => otherTags);
  const indexes = namesOf(manifests.flatMap((each) => each.indexes));
  return [
    ...(others.length > 0 ? [`${joinNames(others)} will be deleted too.`] : []),
    ...(indexes.length > 0 ? [`Pulls of ${joinNames(indexes)} will fail.`] : []),
    ...(unreadTags.length > 0 ? [`Pulls of ${joinNames(unreadTags)} may fail.`] : []),
    ...losses,
  ];
}
