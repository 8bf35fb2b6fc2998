import { automaticType } from "../compose/indexFields.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { withDigest, withoutDigest } from "../compose/source.ts";
import type { Content } from "../oci/content.ts";
import type { Location } from "../oci/location.ts";
import { type BuildxSelection, requestArguments, selectForBuildx } from "./buildxRequest.ts";
import { type ImpossibleScript, type ScriptPush, type ToolScript } from "./describePush.ts";
import { noClobberSteps } from "./noClobberSteps.ts";
import { formatCommand } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/**
 * Writes a push for buildx, which computes the index itself: the script compares its text before the push and its
 * digest after.
 *
 * Source: buildx `commands/imagetools/create.go` and `util/imagetools/create.go`.
 */
export function buildxScript(push: ScriptPush): ToolScript | ImpossibleScript {
  const { content, targets } = push;
  if (push.composition.filtered.edited.size > 0) {
    const reason =
      "buildx cannot edit manifests and configs: it creates indexes of images as they are.";
    return { kind: "impossible", reason };
  }
  const selection = selectForBuildx(push);
  if (!selection) {
    const reason = hasOtherFields(push)
      ? "buildx sets neither the media type, nor the artifact type, nor the subject of an index."
      : push.isEdited
        ? "buildx edits and orders entries by their descriptors, which it accepts only if all images and targets are in one repository and the index has nothing but images."
        : "buildx cannot exclude entries by their digests. Omitting sources or platforms does not exclude exactly these entries.";
    return { kind: "impossible", reason };
  }
  const { groups, differences } = requestArguments(push, selection);
  const sameBytes = differences.length === 0;
  const tags = targets.map(({ location }) => referenceOf(withoutDigest(location)));
  const guards = noClobberSteps(push, "buildx", {
    command: inspectCommand,
    allowed: sameBytes ? printedDigest(content) : undefined,
  });
  const steps = sameBytes ? verifiedSteps(push, tags, groups) : [createCommand(tags, groups)];
  return {
    steps: [...guards, ...steps],
    requirements: requiredVersions(push, selection),
    sameBytes,
    differences: [...differences, ...describeReferrers(push)],
  };
}

/** Whether the index has fields that buildx does not set, or a media type that it does not choose. */
function hasOtherFields({ composition: { filtered }, content }: ScriptPush): boolean {
  const { index } = filtered;
  return (
    index !== undefined &&
    (index.artifactType !== undefined ||
      index.subject !== undefined ||
      content.mediaType !== automaticType(index.manifests))
  );
}

type ArgumentGroups = readonly (readonly string[])[];

function createCommand(
  tags: readonly string[],
  groups: ArgumentGroups,
  ...options: readonly string[]
): string {
  return formatCommand(
    ["docker", "buildx", "imagetools", "create", ...options],
    ...tags.map((tag) => ["-t", tag]),
    ...groups,
  );
}

/** Prints the digest of the tag that follows. */
const inspectCommand = "docker buildx imagetools inspect --format '{{json .Manifest.Digest}}'";

/** Returns the output of `inspectCommand`: JSON, since older versions print a table for `{{.Manifest.Digest}}`. */
function printedDigest({ digest }: Content): string {
  return JSON.stringify(digest);
}

/**
 * Returns the steps that push the first tag, compare the result, and copy it to the other tags. One command with several
 * tags would push the same blobs concurrently, which fails in older versions.
 */
function verifiedSteps(
  { content, copiedFrom, targets }: ScriptPush,
  [first = "", ...others]: readonly string[],
  groups: ArgumentGroups,
): readonly string[] {
  // Another version of buildx may compute another index: this shows before anything is pushed.
  const trial = `made=$(${createCommand([first], groups, "--dry-run")})
[ "$made" = ${quoteWord(withoutTrailingNewlines(content))} ] || { echo "buildx would push something else" >&2; exit 1; }`;
  const check = `pushed=$(${inspectCommand} ${quoteWord(first)})
[ "$pushed" = ${quoteWord(printedDigest(content))} ] || { echo "pushed $pushed, not what was previewed" >&2; exit 1; }`;
  const root = referenceOf(withDigest(targets[0].location, content.digest));
  return [
    ...(copiedFrom ? [] : [trial]),
    createCommand([first], groups),
    check,
    ...others.map((tag) => createCommand([tag], [[root]], "--prefer-index=false")),
  ];
}

/** Returns the text as the shell reads it from a command: `$(…)` removes newlines at the end. */
function withoutTrailingNewlines({ bytes }: Content): string {
  // Not a regular expression: it would be quadratic in runs of newlines, and the text may come from a registry.
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0x0a) {
    end -= 1;
  }
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function describeReferrers(push: ScriptPush): readonly string[] {
  const { draft, isCrossRepository, copiedFrom, composition } = push;
  if (!isCrossRepository) {
    return [];
  }
  const { referrers, digestTags } = draft.copyReferrers;
  return [
    ...(referrers === "none"
      ? ["buildx 0.30 and later copies attestations and signatures of the images regardless."]
      : []),
    ...(referrers === "all"
      ? ["buildx copies attestations and signatures only, not all referrers of the images."]
      : []),
    ...(referrers !== "none" && copiedFrom && composition.filtered.index
      ? ["buildx does not copy referrers of the index itself, such as its signature."]
      : []),
    ...(digestTags ? ["buildx does not copy digest tags, such as sha256-….sig."] : []),
  ];
}

function requiredVersions(
  { composition: { filtered }, targets }: ScriptPush,
  { sources, platforms }: BuildxSelection,
): readonly string[] {
  if ([...sources, ...targets].some(({ location }) => location.kind === "layout")) {
    return ["Needs buildx 0.33 or later, which reads and writes OCI image layouts."];
  }
  if (filtered.added.length > 0) {
    return ["Needs buildx 0.30 or later, which finds attestations among referrers."];
  }
  if (platforms.length > 0) {
    return ["Needs buildx 0.29 or later, which has --platform."];
  }
  return [];
}

function referenceOf(location: Location): string {
  return toolReference("buildx", location) ?? "";
}
