import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { parseSource } from "../compose/source.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { familiarReference } from "../oci/reference.ts";

/**
 * The sources that may mean something else tomorrow: tags, not digests.
 * @throws EngineError where a source cannot be read
 */
export function sourcesToPin({ sources }: Draft): Draft["sources"] {
  return sources.filter(({ text }) => movable(text));
}

/**
 * Give each source that is a tag the digest that the tag had: `app:1.4` becomes `app:1.4@sha256:…`.
 *
 * @param digests by the source's id
 * @throws EngineError where a source cannot be read, or has no digest there
 */
export function pinSources(draft: Draft, digests: ReadonlyMap<string, string>): Draft {
  const sources = draft.sources.map(({ id, text }) => {
    const location = movable(text);
    if (!location) return { id, text };
    const digest = digests.get(id);
    if (digest === undefined) {
      throw new EngineError("input_invalid", `It is not known what ${text.trim()} is now.`, {
        hint: "Look at the source, mend or remove it; or save without digests.",
      });
    }
    return { id, text: withDigest(location, digest) };
  });
  return { ...draft, sources };
}

/** Where a source's tag is; undefined where it is a digest or descriptor, or has a digest beside its tag. */
function movable(text: string): Location | undefined {
  const source = parseSource(text.trim());
  if (source.kind !== "location") return undefined;
  const { location } = source;
  const { digest } = location.kind === "registry" ? location.reference : location;
  return digest === undefined ? location : undefined;
}

function withDigest(location: Location, digest: string): string {
  return location.kind === "registry"
    ? familiarReference({ ...location.reference, digest })
    : formatLocation({ ...location, digest });
}
