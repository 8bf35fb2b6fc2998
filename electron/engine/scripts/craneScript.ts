import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { withDigest } from "../compose/source.ts";
import { parseDigest } from "../oci/digest.ts";
import type { Location } from "../oci/location.ts";
import { byTag, type ScriptPush, repositoryOf, type ScriptParts } from "./describePush.ts";
import { formatCommand, stopIfTagMoved, writeFile } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/** Where the script lays out the index; made anew at each run, and removed at its end. */
const folder = '"$layout"';

/**
 * The push for crane. It has no verb that puts an index as it is, but pushes a layout's: one that holds the
 * index and the manifests that it lists, whose blobs the repository has by then.
 *
 * Source: go-containerregistry `cmd/crane/cmd/{copy,push,index}.go`; run with crane of Debian against
 * distribution 2.8.
 */
export function craneScript(push: ScriptPush): ScriptParts {
  const { content, copied, destinations, draft, leaves } = push;
  const [first, ...others] = destinations;
  const exact = copied !== undefined || content.mediaType === mediaTypes.ociIndex;
  const guards = destinations
    .filter(({ noClobber }) => noClobber)
    .map(({ location }) => {
      const name = nameOf(byTag(location));
      return stopIfTagMoved(
        name,
        `crane digest ${quoteWord(name)}`,
        exact ? content.digest : undefined,
      );
    });
  const made = copied
    ? [copy(copied, byTag(first.location))]
    : exact
      ? layOut(push)
      : [append(push)];
  const root = exact ? withDigest(first.location, content.digest) : byTag(first.location);
  const copies = others.map(({ location }) => copy(root, byTag(location)));
  const { referrers, digestTags } = draft.copyReferrers;
  const differences = [
    ...(exact
      ? []
      : [
          "crane writes a Docker manifest list without line breaks and in its own order of fields: the same entries, under another digest.",
        ]),
    ...(push.pieces.some(({ descriptor }) => !isReadable(descriptor.mediaType))
      ? ["crane reads images and indexes only: it fails at the entries that are neither."]
      : []),
    ...(leaves && referrers !== "none"
      ? ["crane brings nothing along that refers to the images, such as signatures."]
      : []),
    ...(leaves && digestTags ? ["crane does not copy tags of digests, such as sha256-….sig."] : []),
  ];
  const readable = push.pieces.every(({ descriptor }) => isReadable(descriptor.mediaType));
  return {
    steps: [...guards, ...made, ...copies],
    successors: [],
    sameBytes: exact && readable,
    differences,
  };
}

function copy(from: Location, to: Location): string {
  return formatCommand(["crane", "copy"], [nameOf(from)], [nameOf(to)]);
}

function layOut({ content, pieces, destinations }: ScriptPush): readonly string[] {
  const [{ location }] = destinations;
  const steps = pieces
    .filter(({ from }) => repositoryOf(from) !== repositoryOf(location))
    .map(({ descriptor, from }) => copy(from, withDigest(location, descriptor.digest)));
  const algorithms = new Set(
    pieces.map(({ descriptor }) => parseDigest(descriptor.digest).algorithm),
  );
  const files = pieces.map(({ descriptor }) => {
    const { algorithm, hex } = parseDigest(descriptor.digest);
    const name = nameOf(withDigest(location, descriptor.digest));
    return `crane manifest ${quoteWord(name)} >${folder}/blobs/${algorithm}/${hex}`;
  });
  return [
    ...steps,
    [
      "layout=$(mktemp -d)",
      "trap 'rm -rf \"$layout\"' EXIT",
      ...[...algorithms].map((algorithm) => `mkdir -p ${folder}/blobs/${algorithm}`),
      writeFile('{"imageLayoutVersion":"1.0.0"}', `${folder}/oci-layout`),
      ...files,
      writeFile(new TextDecoder().decode(content.bytes), `${folder}/index.json`),
    ].join("\n"),
    `crane push --index ${folder} ${quoteWord(nameOf(byTag(location)))}`,
  ];
}

function append({ pieces, destinations }: ScriptPush): string {
  const [{ location }] = destinations;
  return formatCommand(
    ["crane", "index", "append", "--docker-empty-base"],
    ...pieces.map(({ from }) => ["-m", nameOf(from)]),
    ["-t", nameOf(byTag(location))],
  );
}

function isReadable(mediaType: string): boolean {
  return isIndexType(mediaType) || isManifestType(mediaType);
}

function nameOf(location: Location): string {
  return toolReference("crane", location) ?? "";
}
