import type { Draft } from "../../../../shared/draft.ts";
import type { KeepOption } from "../../../../shared/preview.ts";

/** Whether the draft keeps what a loss option would keep. Known at once, unlike the losses of the next preview. */
export function isKept(draft: Draft, keep: KeepOption): boolean {
  switch (keep.kind) {
    case "keepOsVersion":
    case "keepArtifactType":
    case "keepSubject":
      return draft[keep.kind];
    case "attestationReferrers":
      return draft.copyReferrers.referrers !== "none";
    case "allReferrers":
      return draft.copyReferrers.referrers === "all";
    case "digestTags":
      return draft.copyReferrers.digestTags;
    case "keepAttestations":
      return keep.digests.every((digest) =>
        draft.edits.some((edit) => edit.digest === digest && edit.manifest?.keepAttestations),
      );
    case "indexAnnotations":
      return Object.entries(keep.annotations).every(([key, value]) =>
        draft.annotations.some((annotation) => isIndexAnnotation(annotation, key, value)),
      );
  }
}

/** The draft with an option turned on, which keeps what would be lost, or off. */
export function setKept(draft: Draft, keep: KeepOption, on: boolean): Draft {
  const { copyReferrers } = draft;
  switch (keep.kind) {
    case "keepOsVersion":
    case "keepArtifactType":
    case "keepSubject":
      return { ...draft, [keep.kind]: on };
    case "attestationReferrers":
      return {
        ...draft,
        copyReferrers: { ...copyReferrers, referrers: on ? "attestations" : "none" },
      };
    case "allReferrers":
      return {
        ...draft,
        copyReferrers: { ...copyReferrers, referrers: on ? "all" : "attestations" },
      };
    case "digestTags":
      return { ...draft, copyReferrers: { ...copyReferrers, digestTags: on } };
    case "keepAttestations":
      return setAttestationsKept(draft, keep.digests, on);
    case "indexAnnotations":
      return setAnnotationsKept(draft, keep.annotations, on);
  }
}

function setAttestationsKept(draft: Draft, digests: readonly string[], on: boolean): Draft {
  const edits = draft.edits.map((edit) => {
    if (edit.manifest === undefined || !digests.includes(edit.digest)) {
      return edit;
    }
    const { keepAttestations: _, ...manifest } = edit.manifest;
    return { ...edit, manifest: on ? { ...manifest, keepAttestations: true } : manifest };
  });
  return { ...draft, edits };
}

function setAnnotationsKept(
  draft: Draft,
  annotations: Readonly<Record<string, string>>,
  on: boolean,
): Draft {
  const entries = Object.entries(annotations);
  const others = draft.annotations.filter(
    (annotation) => !entries.some(([key, value]) => isIndexAnnotation(annotation, key, value)),
  );
  const added = entries.map(([key, value]) => ({
    id: crypto.randomUUID(),
    scope: { kind: "index" as const },
    key,
    value,
  }));
  return { ...draft, annotations: on ? [...others, ...added] : others };
}

function isIndexAnnotation(
  annotation: Draft["annotations"][number],
  key: string,
  value: string,
): boolean {
  return (
    annotation.scope.kind === "index" && annotation.key.trim() === key && annotation.value === value
  );
}
