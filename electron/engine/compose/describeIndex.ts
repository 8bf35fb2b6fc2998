import type { DockerListCosts, ResultContent } from "../../../shared/preview.ts";
import { isDockerType } from "./indexFields.ts";
import type { Composition } from "./composition.ts";

/** What the window shows of the resulting index itself; empty for a single manifest. */
export function describeIndex(
  composition: Composition,
): Pick<ResultContent, "mediaTypeFrom" | "artifactType" | "subject" | "dockerListCosts"> {
  const { request, combination, filtered } = composition;
  const { index } = filtered;
  if (!index) {
    return {};
  }
  const { artifactType, subject } = index;
  const isFromSource =
    combination.origin !== "built" || combination.content === combination.base?.content;
  const origin = isFromSource ? "source" : "entries";
  return {
    mediaTypeFrom: request.format === undefined ? origin : "draft",
    ...(artifactType ? { artifactType } : {}),
    ...(subject ? { subject } : {}),
    dockerListCosts: dockerListCosts(composition),
  };
}

function dockerListCosts({ request, combination, filtered }: Composition): DockerListCosts {
  const { annotations = {}, artifactType, subject } = combination.whole ?? {};
  const kept = new Set(filtered.index?.manifests.map(({ digest }) => digest));
  const isAnnotated = [...request.edits.values()].filter(
    (edit) => kept.has(edit.digest) && (edit.annotations?.length ?? 0) > 0,
  );
  return {
    annotations: Object.keys(annotations),
    annotatedEntries: isAnnotated.length,
    ...(artifactType ? { artifactType } : {}),
    ...(subject ? { subject: subject.digest } : {}),
    foreignEntries: (filtered.index?.manifests ?? []).filter(
      ({ mediaType }) => !isDockerType(mediaType),
    ).length,
  };
}
