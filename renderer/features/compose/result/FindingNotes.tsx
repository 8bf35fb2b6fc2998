import type { Finding, FindingFix } from "../../../../shared/preview.ts";
import { Button } from "../../../ui/Button.tsx";
import { Note } from "../../../ui/Note.tsx";
import { useCompose } from "../composeStore.ts";

function fixLabel(fix: FindingFix): string {
  switch (fix.kind) {
    case "annotationPlatform":
      return `Use ${fix.platform}`;
    case "exclude":
      return fix.digests.length === 1 ? "Exclude it" : `Exclude these ${fix.digests.length}`;
    case "include":
      return fix.digests.length === 1 ? "Remove the exclusion" : "Remove these exclusions";
    case "removeEdits":
      return fix.digests.length === 1 ? "Remove the edit" : "Remove these edits";
    case "resetOrder":
      return "Reset the order";
  }
}

function FindingNote({ finding }: { readonly finding: Finding }) {
  const applyFix = useCompose((state) => state.applyFix);
  return (
    <Note look={finding.severity} message={finding.message}>
      {finding.fixes.map((fix) => (
        <Button key={fixLabel(fix)} small onPress={() => applyFix(fix)}>
          {fixLabel(fix)}
        </Button>
      ))}
    </Note>
  );
}

/** Findings, each with a button for each of its fixes. */
export function FindingNotes({ findings }: { readonly findings: readonly Finding[] }) {
  return findings.map((finding) => (
    <FindingNote key={finding.code + finding.message} finding={finding} />
  ));
}
