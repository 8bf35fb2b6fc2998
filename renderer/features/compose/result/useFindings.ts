import { useMemo } from "react";
import type { Finding, FindingSubject } from "../../../../shared/preview.ts";
import { useCompose } from "../composeStore.ts";

const none: readonly Finding[] = [];
/** The most important first. */
const severities: readonly Finding["severity"][] = ["warning", "note", "hint"];

/** The findings to show at a subject: those whose subject passes the test, without hints. */
export function useFindings(isAbout: (subject: FindingSubject) => boolean): readonly Finding[] {
  const all = useAllFindings();
  // Not memoized: callers pass a new function on each render.
  return all.length === 0
    ? none
    : all.filter(({ subject, severity }) => severity !== "hint" && isAbout(subject));
}

/** Whether the draft already excludes what the finding asks to exclude; the next response confirms it. */
function isFixed({ fixes }: Finding, excluded: ReadonlySet<string>): boolean {
  const [fix] = fixes;
  return fix?.kind === "exclude" && fix.digests.every((digest) => excluded.has(digest));
}

/** All findings, the most important first: those of the preview, and those that only the sources' stores know. */
export function useAllFindings(): readonly Finding[] {
  const previewFindings = useCompose((state) => state.preview?.findings) ?? none;
  const hints = useCompose((state) => state.preview?.hints) ?? none;
  const remoteFindings = useCompose((state) => state.remoteLosses.findings);
  const sources = useCompose((state) => state.draft.sources);
  const excluded = useCompose((state) => state.draft.excluded);
  return useMemo(() => {
    if (remoteFindings.length === 0 && hints.length === 0) {
      return previewFindings;
    }
    const ids = new Set(sources.map(({ id }) => id));
    const digests = new Set(excluded);
    const open = remoteFindings.filter(
      (finding) =>
        (finding.subject.kind !== "source" || ids.has(finding.subject.id)) &&
        !isFixed(finding, digests),
    );
    const all = [...previewFindings, ...open, ...hints];
    return severities.flatMap((wanted) => all.filter(({ severity }) => severity === wanted));
  }, [previewFindings, hints, remoteFindings, sources, excluded]);
}
