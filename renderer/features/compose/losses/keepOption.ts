import type { Draft } from "../../../../shared/draft.ts";
import type { KeepOption } from "../../../../shared/preview.ts";

/** Whether the draft has what a switch would change: the draft answers at once, its preview later. */
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
    case "indexAnnotations":
      return Object.entries(keep.annotations).every(([key, value]) =>
        draft.annotations.some((written) => isIndexAnnotation(written, key, value)),
      );
  }
}

/** The draft with a switch of a loss turned: on keeps what would be left behind, off lets it go again. */
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
    case "indexAnnotations":
      return turnAnnotations(draft, keep.annotations, on);
  }
}

function turnAnnotations(
  draft: Draft,
  annotations: Readonly<Record<string, string>>,
  on: boolean,
): Draft {
  const entries = Object.entries(annotations);
  const others = draft.annotations.filter(
    (written) => !entries.some(([key, value]) => isIndexAnnotation(written, key, value)),
  );
  const taken = entries.map(([key, value]) => ({
    id: crypto.randomUUID(),
    scope: { kind: "index" as const },
    key,
    value,
  }));
  return { ...draft, annotations: on ? [...others, ...taken] : others };
}

function isIndexAnnotation(
  written: Draft["annotations"][number],
  key: string,
  value: string,
): boolean {
  return written.scope.kind === "index" && written.key.trim() === key && written.value === value;
}
