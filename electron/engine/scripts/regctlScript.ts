import type { Location } from "../oci/location.ts";
import { withDigest, withoutDigest } from "../compose/source.ts";
import type { Content } from "../oci/content.ts";
import {
  isSameRepository,
  type ScriptPush,
  type SourceEntry,
  type ToolScript,
  withoutTag,
} from "./describePush.ts";
import { noClobberSteps } from "./noClobberSteps.ts";
import { formatCommand, pipeInto } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/**
 * Writes a push for regctl: copies the entries by digest, then puts the exact bytes of edited manifests and of
 * the index.
 *
 * Source: regclient `cmd/regctl/manifest.go` (`put` sends its input unchanged), `blob.go` and `image.go` (`copy`).
 */
export function regctlScript(push: ScriptPush): ToolScript {
  const { content, targets, draft, isCrossRepository } = push;
  const { referrers, digestTags } = draft.copyReferrers;
  const options = [
    ...(referrers === "none" ? [] : ["--referrers"]),
    ...(digestTags ? ["--digest-tags"] : []),
  ];
  const copy = (from: Location, to: Location): string =>
    formatCommand(["regctl", "image", "copy", ...options], [referenceOf(from)], [referenceOf(to)]);
  const [first, ...others] = targets;
  const root = withDigest(first.location, content.digest);
  return {
    steps: [
      ...noClobberSteps(push, "regctl", {
        command: "regctl image digest",
        allowed: content.digest,
      }),
      ...pushFirstTarget(push, copy),
      ...others.map(({ location }) => copy(root, withoutDigest(location))),
    ],
    requirements: [],
    sameBytes: true,
    differences:
      isCrossRepository && referrers === "attestations"
        ? ["regctl copies all referrers of the images, not only attestations and signatures."]
        : [],
  };
}

function pushFirstTarget(
  { content, copiedFrom, entries, single, targets }: ScriptPush,
  copy: (from: Location, to: Location) => string,
): readonly string[] {
  const [{ location }] = targets;
  if (copiedFrom) {
    return [copy(copiedFrom, withoutDigest(location))];
  }
  const copies = entries
    .filter(({ edited, from }) => !edited && !isSameRepository(from, location))
    .map(({ descriptor, from }) => copy(from, withDigest(location, descriptor.digest)));
  return [
    ...copies,
    ...entries.flatMap((entry) => putEdited(entry, location)),
    ...(single ? putBlobs(single, location) : []),
    put(content, withoutDigest(location)),
  ];
}

/** Copies the manifest before its edit for its layers, then puts the config and the manifest after the edit. */
function putEdited(entry: SourceEntry, to: Location): readonly string[] {
  const { edited } = entry;
  return edited
    ? [...putBlobs(entry, to), put(edited.content, withDigest(to, edited.content.digest))]
    : [];
}

function putBlobs({ edited, from }: SourceEntry, to: Location): readonly string[] {
  if (!edited) {
    return [];
  }
  const { config, before } = edited;
  const repository = referenceOf(withoutTag(to));
  return [
    ...(isSameRepository(from, to)
      ? []
      : [
          formatCommand(
            ["regctl", "image", "copy"],
            [referenceOf(from)],
            [referenceOf(withDigest(to, before.digest))],
          ),
        ]),
    ...(config
      ? [pipeInto(textOf(config.bytes), formatCommand(["regctl", "blob", "put", repository]))]
      : []),
  ];
}

function put({ mediaType, bytes }: Content, to: Location): string {
  const words = ["regctl", "manifest", "put", "--content-type", mediaType, referenceOf(to)];
  return pipeInto(textOf(bytes), formatCommand(words));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function referenceOf(location: Location): string {
  return toolReference("regctl", location) ?? "";
}
