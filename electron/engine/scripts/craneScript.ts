import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import type { EditedManifest } from "../compose/editedManifests.ts";
import { withDigest, withoutDigest } from "../compose/source.ts";
import { decodeManifest } from "../oci/decode.ts";
import { parseDigest } from "../oci/digest.ts";
import { indexJson } from "../oci/indexJson.ts";
import type { Location } from "../oci/location.ts";
import {
  type ImpossibleScript,
  isSameRepository,
  type ScriptPush,
  type ToolScript,
} from "./describePush.ts";
import { noClobberSteps } from "./noClobberSteps.ts";
import { formatCommand, writeFile } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/** The folder of the script's layout, created at each run and removed at its end. */
const folder = '"$layout"';

/**
 * Writes a push for crane. crane cannot put an index unchanged, but it can push an OCI layout: one that contains the
 * index and its manifests, whose blobs exist in the repository already, and edited manifests with their configs.
 *
 * Source: go-containerregistry `cmd/crane/cmd/{copy,push,index}.go`; verified with crane of Debian against
 * distribution 2.8.
 */
export function craneScript(push: ScriptPush): ToolScript | ImpossibleScript {
  const { content, copiedFrom, entries, targets, composition } = push;
  const [first, ...others] = targets;
  const isExact =
    copiedFrom !== undefined ||
    push.single !== undefined ||
    content.mediaType === mediaTypes.ociIndex;
  const isSingle = push.single !== undefined;
  if (!isExact && !isSingle && composition.filtered.edited.size > 0) {
    const reason =
      "crane writes a Docker manifest list only of images that are in a registry already.";
    return { kind: "impossible", reason };
  }
  if (!isExact && !isSingle && composition.combination.originals.size > 0) {
    const reason = "crane takes the platforms of a Docker manifest list from the images' configs.";
    return { kind: "impossible", reason };
  }
  const root = isExact ? withDigest(first.location, content.digest) : withoutDigest(first.location);
  return {
    steps: [
      ...noClobberSteps(push, "crane", {
        command: "crane digest",
        allowed: isExact ? content.digest : undefined,
      }),
      ...pushFirstTarget(push, isExact),
      ...others.map(({ location }) => copy(root, withoutDigest(location))),
    ],
    requirements: [],
    sameBytes: isExact && entries.every(({ descriptor }) => isReadable(descriptor.mediaType)),
    differences: describeDifferences(push, isExact),
  };
}

function describeDifferences(push: ScriptPush, isExact: boolean): readonly string[] {
  const { entries, draft, isCrossRepository } = push;
  const { referrers, digestTags } = draft.copyReferrers;
  return [
    ...(isExact
      ? []
      : [
          "crane writes a Docker manifest list with other whitespace and another order of fields: the same entries, another digest.",
        ]),
    ...(entries.some(({ descriptor }) => !isReadable(descriptor.mediaType))
      ? ["crane reads images and indexes only: it fails at other entries."]
      : []),
    ...(isCrossRepository && referrers !== "none"
      ? ["crane does not copy referrers of the images, such as signatures."]
      : []),
    ...(isCrossRepository && digestTags
      ? ["crane does not copy digest tags, such as sha256-….sig."]
      : []),
  ];
}

function pushFirstTarget(push: ScriptPush, isExact: boolean): readonly string[] {
  const { copiedFrom, targets } = push;
  if (copiedFrom) {
    return [copy(copiedFrom, withoutDigest(targets[0].location))];
  }
  return isExact ? pushLayout(push) : [appendToIndex(push)];
}

function copy(from: Location, to: Location): string {
  return formatCommand(["crane", "copy"], [referenceOf(from)], [referenceOf(to)]);
}

function pushLayout({ content, entries, single, targets }: ScriptPush): readonly string[] {
  const [{ location }] = targets;
  const listed = single ? [single] : entries;
  const copies = listed
    .filter(({ from }) => !isSameRepository(from, location))
    .map(({ descriptor, edited, from }) =>
      copy(from, withDigest(location, edited?.before.digest ?? descriptor.digest)),
    );
  const configs = listed.flatMap(({ edited }) => (edited ? readConfig(edited, location) : []));
  const digests = [...listed.map(({ descriptor }) => descriptor), ...configs];
  const algorithms = new Set(digests.map(({ digest }) => parseDigest(digest).algorithm));
  const manifests = listed.map(({ descriptor: { digest }, edited }) => {
    if (edited) {
      return writeFile(textOf(edited.content.bytes), fileOf(digest));
    }
    const manifest = referenceOf(withDigest(location, digest));
    return `crane manifest ${quoteWord(manifest)} >${fileOf(digest)}`;
  });
  const index = single
    ? indexJson({
        schemaVersion: 2,
        mediaType: mediaTypes.ociIndex,
        manifests: [single.descriptor],
      })
    : content.bytes;
  return [
    ...copies,
    [
      "layout=$(mktemp -d)",
      "trap 'rm -rf \"$layout\"' EXIT",
      ...[...algorithms].map((algorithm) => `mkdir -p ${folder}/blobs/${algorithm}`),
      writeFile('{"imageLayoutVersion":"1.0.0"}', `${folder}/oci-layout`),
      ...configs.map(({ command }) => command),
      ...manifests,
      writeFile(textOf(index), `${folder}/index.json`),
    ].join("\n"),
    `crane push ${single ? "" : "--index "}${folder} ${quoteWord(referenceOf(withoutDigest(location)))}`,
  ];
}

/** Returns the command that puts the config of an edited manifest into the layout: crane reads it to push the manifest. */
function readConfig(
  { content, config }: EditedManifest,
  location: Location,
): readonly { readonly digest: string; readonly command: string }[] {
  const { digest } = decodeManifest(content.bytes, content.digest).config ?? {};
  if (digest === undefined) {
    return [];
  }
  const reference = quoteWord(referenceOf(withDigest(location, digest)));
  const command = config
    ? writeFile(textOf(config.bytes), fileOf(digest))
    : `crane blob ${reference} >${fileOf(digest)}`;
  return [{ digest, command }];
}

/** The file of a blob in the layout. */
function fileOf(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `${folder}/blobs/${algorithm}/${hex}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function appendToIndex({ entries, targets }: ScriptPush): string {
  const [{ location }] = targets;
  return formatCommand(
    ["crane", "index", "append", "--docker-empty-base"],
    ...entries.map(({ from }) => ["-m", referenceOf(from)]),
    ["-t", referenceOf(withoutDigest(location))],
  );
}

function isReadable(mediaType: string): boolean {
  return isIndexType(mediaType) || isManifestType(mediaType);
}

function referenceOf(location: Location): string {
  return toolReference("crane", location) ?? "";
}
