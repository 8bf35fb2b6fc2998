import { useContents } from "./contentsStore.ts";
import { useEvidenceProblems } from "./evidence/evidenceProblems.ts";
import { currentVisit, useInspect } from "./inspectStore.ts";

/** Reads the shown content again, and what is shown beside it. */
export function reloadInspection(): void {
  const visit = currentVisit(useInspect.getState());
  if (visit?.kind === "open") {
    useContents.getState().forget(visit.inspection.repository);
    useEvidenceProblems.getState().forget(visit.inspection.repository);
  }
  useInspect.getState().reload();
}
