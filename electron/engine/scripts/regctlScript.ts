import type { Location } from "../oci/location.ts";
import { byTag, type ScriptPush, repositoryOf, type ScriptParts } from "./describePush.ts";
import { formatCommand, pipeInto, stopIfTagMoved } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { withDigest } from "../compose/source.ts";

/**
 * The push for regctl: what the index lists is copied by digest, and the index put as it is, byte by byte.
 *
 * Source: regclient `cmd/regctl/manifest.go` (`put` sends its input as it is) and `image.go` (`copy`).
 */
export function regctlScript(push: ScriptPush): ScriptParts {
  const { content, copied, pieces, destinations, draft, leaves } = push;
  const [first, ...others] = destinations;
  const { referrers, digestTags } = draft.copyReferrers;
  const along = [
    ...(referrers === "none" ? [] : ["--referrers"]),
    ...(digestTags ? ["--digest-tags"] : []),
  ];
  const copy = (from: Location, to: Location): string =>
    formatCommand(["regctl", "image", "copy", ...along], [nameOf(from)], [nameOf(to)]);
  const steps = destinations
    .filter(({ noClobber }) => noClobber)
    .map(({ location }) => {
      const name = nameOf(byTag(location));
      return stopIfTagMoved(name, `regctl image digest ${quoteWord(name)}`, content.digest);
    });
  if (copied) {
    steps.push(copy(copied, byTag(first.location)));
  } else {
    const away = pieces.filter(({ from }) => repositoryOf(from) !== repositoryOf(first.location));
    for (const { descriptor, from } of away)
      steps.push(copy(from, withDigest(first.location, descriptor.digest)));
    const put = ["regctl", "manifest", "put", "--content-type", content.mediaType];
    const text = new TextDecoder().decode(content.bytes);
    steps.push(pipeInto(text, formatCommand([...put, nameOf(byTag(first.location))])));
  }
  const root = withDigest(first.location, content.digest);
  for (const { location } of others) steps.push(copy(root, byTag(location)));
  const differences =
    leaves && referrers === "attestations"
      ? [
          "regctl brings along what refers to the images whatever its type, not only attestations and signatures.",
        ]
      : [];
  return { steps, successors: [], sameBytes: true, differences };
}

function nameOf(location: Location): string {
  return toolReference("regctl", location) ?? "";
}
