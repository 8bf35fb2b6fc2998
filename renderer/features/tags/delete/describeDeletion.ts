import { countOf } from "../../../../shared/countOf.ts";
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
  return by === "tag"
    ? `Delete ${countOf(tags.length, "tag")}`
    : `Delete ${countOf(manifests.length, "manifest")} with ${countOf(tags.length, "tag")}`;
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
  const { otherTags, indexes, referrers, digestTags } = manifest;
  const others = joinNames(otherTags);
  const broken = indexes.map(({ tag, digest }) => tag ?? digest);
  if (by === "tag") {
    return [
      {
        look: "note",
        text: !areOtherTagsKnown
          ? "The manifest stays. Whether other tags point to it was not read: the repository has too many."
          : otherTags.length > 0
            ? `The manifest stays, under ${others}.`
            : "The manifest stays without a tag. The registry may remove it with its next garbage collection.",
      },
    ];
  }
  return [
    ...(otherTags.length > 0
      ? [
          {
            look: "warning" as const,
            text: `Also deletes ${others}, which ${otherTags.length === 1 ? "was" : "were"} not selected.`,
            ...listNames(otherTags),
          },
        ]
      : []),
    ...(indexes.length > 0
      ? [
          {
            look: "warning" as const,
            text: `Breaks ${countOf(indexes.length, "index", "indexes")} that list this manifest: ${joinNames(broken)}.`,
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
              text: `${countOf(referrers.length, "referrer")} (${joinNames([...new Set(referrers.map(({ artifactType }) => artifactType ?? "unknown type"))])}) will refer to nothing.`,
            },
          ]
        : []),
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

/** What has to be confirmed, a sentence each: what goes although it was not selected. */
export function deletionConfirmations({ by, manifests }: DeletionPlan): readonly string[] {
  if (by === "tag") {
    return [];
  }
  const others = manifests.flatMap(({ otherTags }) => otherTags);
  const indexes = [
    ...new Set(manifests.flatMap((each) => each.indexes.map(({ tag, digest }) => tag ?? digest))),
  ];
  return [
    ...(others.length > 0 ? [`${joinNames(others)} will be deleted too.`] : []),
    ...(indexes.length > 0 ? [`Pulls of ${joinNames(indexes)} will fail.`] : []),
  ];
}
