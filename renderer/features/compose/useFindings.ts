import { useMemo } from "react";
import type { Finding, FindingSubject } from "../../../shared/preview.ts";
import { useCompose } from "./store.ts";

const none: readonly Finding[] = [];

/** The findings about what the test picks out. */
export function useFindings(isAbout: (subject: FindingSubject) => boolean): readonly Finding[] {
  const all = useCompose((state) => state.preview?.findings) ?? none;
  // The test is made anew at every render; what it picks depends on the findings.
  return all.length === 0 ? none : all.filter(({ subject }) => isAbout(subject));
}

/** All findings of the preview. */
export function useAllFindings(): readonly Finding[] {
  const all = useCompose((state) => state.preview?.findings);
  return useMemo(() => all ?? none, [all]);
}
