import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isMediaType } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { Host } from "../oci/host.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import type { Annotation } from "./annotate.ts";
import type { ComposeRequest } from "./composition.ts";
import { tryTo } from "./source.ts";

/**
 * Translates the options of a draft.
 * @param subject the resolved subject of the draft
 * @throws EngineError `platform_invalid`, `input_invalid` for an artifact type that is not a media type
 */
export function composeRequest(
  draft: Draft,
  host: Host,
  subject?: Descriptor,
): Omit<ComposeRequest, "sources" | "targets"> {
  const base = draft.sources.findIndex(({ id }) => id === draft.base);
  return {
    annotations: draft.annotations.flatMap((annotation) => annotationOf(annotation, host)),
    platforms: draft.platforms.map((text) => parsePlatform(text.trim(), host)),
    excluded: new Set(draft.excluded),
    edits: new Map(draft.edits.map((edit) => [edit.digest, edit])),
    order: draft.order,
    replaces: draft.sources.map(({ replaces }) => replaces),
    preferIndex: draft.preferIndex,
    keepOsVersion: draft.keepOsVersion,
    keepArtifactType: draft.keepArtifactType,
    keepSubject: draft.keepSubject,
    base: base < 0 ? undefined : base,
    format: draft.indexFormat,
    artifactType: draft.artifactType && parseArtifactType(draft.artifactType),
    subject,
  };
}

/** An annotation without a key or with an invalid platform is left out; a finding says so. */
function annotationOf({ scope, key, value }: DraftAnnotation, host: Host): readonly Annotation[] {
  const name = key.trim();
  if (name === "") {
    return [];
  }
  switch (scope.kind) {
    case "index":
      return [{ kind: "index", platform: undefined, key: name, value }];
    case "entries":
      return [{ kind: "manifest-descriptor", platform: undefined, key: name, value }];
    case "platform": {
      const platform = tryTo(() => parsePlatform(scope.platform.trim(), host));
      return platform instanceof EngineError
        ? []
        : [{ kind: "manifest-descriptor", platform, key: name, value }];
    }
  }
}

/** @throws EngineError `input_invalid` */
function parseArtifactType(text: string): string {
  const artifactType = text.trim();
  if (isMediaType(artifactType)) {
    return artifactType;
  }
  const message = `The artifact type ${JSON.stringify(artifactType)} is not a media type.`;
  throw new EngineError("input_invalid", message, {
    hint: "Write a type and a subtype, such as application/vnd.example.thing.v1+json.",
  });
}
