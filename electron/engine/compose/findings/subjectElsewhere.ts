import type { Finding } from "../../../../shared/preview.ts";
import { locationRepository, parseLocation } from "../../oci/location.ts";
import { readSources, tryTo } from "../source.ts";
import { EngineError } from "../../errors.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `subject_elsewhere`: a target is in another repository than the subject, so that no list of referrers connects them. */
export function findSubjectElsewhere({ draft, composition }: FindingContext): readonly Finding[] {
  const { subject } = composition.filtered.index ?? {};
  if (draft.subject === undefined || !subject) {
    return [];
  }
  const targets = draft.targets.map(({ text }) => text);
  const [place] = readSources([draft.subject], targets);
  if (place === undefined || place instanceof EngineError) {
    return [];
  }
  const repository = locationRepository(place.location);
  return draft.targets.flatMap(({ id, text }) => {
    const target = tryTo(() => locationRepository(parseLocation(text.trim())));
    if (target instanceof EngineError || target === repository) {
      return [];
    }
    const message = `The subject is in ${repository}. ${target} may not have it: some registries then refuse the index, and no client finds it as a referrer of the subject.`;
    return [warning("subject_elsewhere", message, { kind: "target", id })];
  });
}
