import { useMemo } from "react";
import type { Finding, FindingSubject } from "../../../../shared/preview.ts";
import { useCompose } from "../composeStore.ts";

const none: readonly Finding[] = [];

/** The findings about what the test picks out. */
export function useFindings(isAbout: (subject: FindingSubject) => boolean): readonly Finding[] {
  const all = useAllFindings();
  // The test is made anew at every render; what it picks depends on the findings.
  return all.length === 0 ? none : all.filter(({ subject }) => isAbout(subject));
}

/** Whether the draft has what a finding asks for already: the answer that says so comes later. */
function isRemedied({ fixes }: Finding, excluded: ReadonlySet<string>): boolean {
  const [fix] = fixes;
  return fix?.kind === "exclude" && fix.digests.every((digest) => excluded.has(digest));
}

/** All findings of the preview, and what the sources' stores were found to lack. */
export function useAllFindings(): readonly Finding[] {
  const found = useCompose((state) => state.preview?.findings);
  const asked = useCompose((state) => state.remoteLosses.findings);
  const sources = useCompose((state) => state.draft.sources);
  const excluded = useCompose((state) => state.draft.excluded);
  return useMemo(() => {
    if (asked.length === 0) {
      return found ?? none;
    }
    const ids = new Set(sources.map(({ id }) => id));
    const digests = new Set(excluded);
    const open = asked.filter(
      (finding) =>
        finding.subject.kind === "source" &&
        ids.has(finding.subject.id) &&
        !isRemedied(finding, digests),
    );
    return [...(found ?? none), ...open];
  }, [found, asked, sources, excluded]);
}
