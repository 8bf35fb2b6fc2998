import type { Location } from "../oci/location.ts";
import { withDigest, withoutDigest } from "../compose/source.ts";
import { isSameRepository, type ScriptPush, type ToolScript } from "./describePush.ts";
import { noClobberSteps } from "./noClobberSteps.ts";
import { formatCommand, pipeInto } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/**
 * Writes a push for regctl: copies the entries by digest, then puts the exact bytes of the index.
 *
 * Source: regclient `cmd/regctl/manifest.go` (`put` sends its input unchanged) and `image.go` (`copy`).
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
  { content, copiedFrom, entries, targets }: ScriptPush,
  copy: (from: Location, to: Location) => string,
): readonly string[] {
  const [{ location }] = targets;
  if (copiedFrom) {
    return [copy(copiedFrom, withoutDigest(location))];
  }
  const put = ["regctl", "manifest", "put", "--content-type", content.mediaType];
  const text = new TextDecoder().decode(content.bytes);
  return [
    ...entries
      .filter(({ from }) => !isSameRepository(from, location))
      .map(({ descriptor, from }) => copy(from, withDigest(location, descriptor.digest))),
    pipeInto(text, formatCommand([...put, referenceOf(withoutDigest(location))])),
  ];
}

function referenceOf(location: Location): string {
  return toolReference("regctl", location) ?? "";
}
