import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { parseSource } from "./source.ts";
import type { Location } from "../oci/location.ts";
import { pinnedText } from "./sourceText.ts";

/** The id of a draft's subject among the texts to pin. */
const subjectId = "subject";

/**
 * Returns the sources and the subject without a digest: those that name a tag.
 *
 * @throws EngineError `reference_invalid` and others if a source is malformed
 */
export function sourcesToPin({ sources, subject }: Draft): Draft["sources"] {
  const texts = subject === undefined ? sources : [...sources, { id: subjectId, text: subject }];
  return texts.filter(({ text }) => tagLocation(text) !== undefined);
}

/**
 * Adds digests to the sources that name a tag, and to the subject: `app:1.4` becomes `app:1.4@sha256:…`.
 *
 * @param digests by the ids that `sourcesToPin` returns
 * @throws EngineError `input_invalid` if there is no digest for a source; others if a source is malformed
 */
export function pinSources(draft: Draft, digests: ReadonlyMap<string, string>): Draft {
  const pin = (id: string, text: string): string => {
    const location = tagLocation(text);
    if (!location) {
      return text;
    }
    const digest = digests.get(id);
    if (digest === undefined) {
      throw new EngineError("input_invalid", `The digest of ${text.trim()} is not known.`, {
        hint: "Fix or remove the source, or save without digests.",
      });
    }
    return pinnedText(location, digest);
  };
  return {
    ...draft,
    sources: draft.sources.map((source) => ({ ...source, text: pin(source.id, source.text) })),
    ...(draft.subject === undefined ? {} : { subject: pin(subjectId, draft.subject) }),
  };
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
