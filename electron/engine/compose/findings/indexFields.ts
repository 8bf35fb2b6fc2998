import { countOf } from "../../../../shared/countOf.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { typedEntries } from "../editedManifests.ts";
import { isDockerType } from "../indexFields.ts";
import { type FindingContext, warning } from "./finding.ts";

/**
 * `index_fields_ignored`: the draft sets an artifact type or a subject that the result cannot have. `format_mismatch`:
 * a Docker manifest list by choice lists entries of other formats.
 */
export function findIndexFieldProblems({ draft, composition }: FindingContext): readonly Finding[] {
  const { index, content, edited } = composition.filtered;
  const set = [
    ...(draft.artifactType === undefined ? [] : ["artifact type"]),
    ...(draft.subject === undefined ? [] : ["subject"]),
  ];
  if (!index) {
    const options = [...set, ...(draft.indexFormat === undefined ? [] : ["media type"])];
    return options.length === 0 ? [] : [ignoredByImage(options)];
  }
  if (content.mediaType !== mediaTypes.dockerList) {
    return [];
  }
  const typed = typedEntries(index.manifests, edited);
  const foreign = typed.filter(({ mediaType }) => !isDockerType(mediaType)).length;
  return [
    ...(set.length === 0 ? [] : [ignoredByList(set)]),
    ...(foreign === 0 ? [] : [mismatch(foreign)]),
  ];
}

function ignoredByImage(options: readonly string[]): Finding {
  const message = `The result is a single image, so the ${options.join(" and the ")} of the index ${options.length === 1 ? "has" : "have"} no effect.`;
  return {
    ...warning("index_fields_ignored", message, { kind: "draft" }),
    fixes: [{ kind: "wrapImage" }],
  };
}

function ignoredByList(fields: readonly string[]): Finding {
  const message = `The result is a Docker manifest list, which has no ${fields.join(" and no ")}: not included.`;
  return {
    ...warning("index_fields_ignored", message, { kind: "draft" }),
    fixes: [{ kind: "useOciIndex" }],
  };
}

function mismatch(count: number): Finding {
  const message = `${countOf(count, "entry", "entries")} of this Docker manifest list ${count === 1 ? "is" : "are"} not in Docker's format. Some registries refuse such a list, and old clients cannot pull these entries.`;
  return {
    ...warning("format_mismatch", message, { kind: "draft" }),
    fixes: [{ kind: "useOciIndex" }],
  };
}
