import type { Finding } from "../../../shared/preview.ts";
import { Button } from "../../ui/Button.tsx";
import { Note } from "../../ui/Note.tsx";
import { useCompose } from "./store.ts";

/** A finding with its remedies, for the place that it is about. */
export function FindingNote({ finding }: { readonly finding: Finding }) {
  const applyFix = useCompose((state) => state.applyFix);
  return (
    <Note look={finding.severity} message={finding.message}>
      {finding.fixes.map((fix) => (
        <Button key={fix.platform} small onPress={() => applyFix(fix)}>
          Use {fix.platform}
        </Button>
      ))}
    </Note>
  );
}
