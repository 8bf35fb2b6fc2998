import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import type { Host } from "../oci/host.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import type { Annotation } from "./annotate.ts";
import type { ComposeRequest } from "./composition.ts";
import { tryTo } from "./source.ts";

/** Translates the options of a draft. @throws EngineError `platform_invalid` */
export function composeRequest(
  draft: Draft,
  host: Host,
): Omit<ComposeRequest, "sources" | "targets"> {
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
