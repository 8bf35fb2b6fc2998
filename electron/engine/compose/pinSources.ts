import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { parseSource } from "./source.ts";
import type { Location } from "../oci/location.ts";
import { sourceText } from "./sourceText.ts";

/**
 * Returns the sources without a digest: those that name a tag.
 *
 * @throws EngineError `reference_invalid` and others if a source is malformed
 */
export function sourcesToPin({ sources }: Draft): Draft["sources"] {
  return sources.filter(({ text }) => tagLocation(text) !== undefined);
}

/**
 * Adds digests to the sources that name a tag: `app:1.4` becomes `app:1.4@sha256:…`.
 *
 * @param digests by the ids of sources
 * @throws EngineError `input_invalid` if there is no digest for a source; others if a source is malformed
 */
export function pinSources(draft: Draft, digests: ReadonlyMap<string, string>): Draft {
  const sources = draft.sources.map((source) => {
    const { id, text } = source;
    const location = tagLocation(text);
    if (!location) {
      return source;
    }
    const digest = digests.get(id);
    if (digest === undefined) {
      throw new EngineError("input_invalid", `The digest of ${text.trim()} is not known.`, {
        hint: "Fix or remove the source, or save without digests.",
      });
    }
    return { ...source, text: withDigest(location, digest) };
  });
  return { ...draft, sources };
}

/** Returns the location of a source that names a tag; undefined for a digest, a descriptor or a pinned tag. */
function tagLocation(text: string): Location | undefined {
  const source = parseSource(text.trim());
  if (!("location" in source)) {
    return undefined;
  }
  const { location } = source;
  const { digest } = location.kind === "registry" ? location.reference : location;
  return digest === undefined ? location : undefined;
}

function withDigest(location: Location, digest: string): string {
  return sourceText(
    location.kind === "registry"
      ? { kind: "registry", reference: { ...location.reference, digest } }
      : { ...location, digest },
  );
}
