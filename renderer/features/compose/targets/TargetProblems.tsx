import { RotateCw } from "lucide-react";
import type { DraftTarget } from "../../../../shared/draft.ts";
import { Button } from "../../../ui/Button.tsx";
import { canRetry } from "../../registries/failureRemedies.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { ChoiceButtons } from "../../../ui/ChoiceButtons.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { FindingNote } from "../result/FindingNote.tsx";
import { dockerHubHint } from "./dockerHubHint.ts";
import { useCompose } from "../composeStore.ts";
import styles from "./TargetsBar.module.css";
import { withoutDigest } from "./targetDigest.ts";
import { type TargetError, validateTarget } from "./validateTarget.ts";
import { useContent } from "../result/useContent.ts";
import { useFindings } from "../result/useFindings.ts";

interface MistakeNoteProps {
  readonly target: DraftTarget;
  readonly mistake: TargetError;
}

function MistakeNote({ target, mistake }: MistakeNoteProps) {
  const { editTarget, setNoClobber } = useCompose.getState();
  return (
    <Note look="warning" message={mistake.message}>
      {mistake.kind === "digest" ? (
        <Button small onPress={() => editTarget(target.id, withoutDigest(target.text))}>
          Leave the digest out
        </Button>
      ) : (
        <Button small onPress={() => setNoClobber(target.id, false)}>
          Allow overwriting
        </Button>
      )}
    </Note>
  );
}

/** What stands in the way of a target, and what mends it. */
export function TargetProblems({ target }: { readonly target: DraftTarget }) {
  const status = useCompose((state) => state.targets[target.id]);
  const recheckTarget = useCompose((state) => state.recheckTarget);
  const edit = useCompose((state) => state.editTarget);
  const content = useContent();
  const findings = useFindings((about) => about.kind === "target" && about.id === target.id);
  const error = status?.kind === "failed" ? status.error : null;
  const mistake = validateTarget(target, status, content);
  const hint = dockerHubHint(target.text);
  if (error === null && mistake === null && hint === null && findings.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["trouble"])}>
      {error !== null && (
        <RequestFailure failure={error}>
          <ChoiceButtons choices={error.choices} onChoose={([text]) => edit(target.id, text)} />
          {canRetry(error) && (
            <Button small onPress={() => recheckTarget(target.id)}>
              <RotateCw size={12} aria-hidden /> Try again
            </Button>
          )}
        </RequestFailure>
      )}
      {mistake !== null && <MistakeNote target={target} mistake={mistake} />}
      {hint !== null && <Note look="note" message={hint} />}
      {findings.map((finding) => (
        <FindingNote key={finding.code + finding.message} finding={finding} />
      ))}
    </div>
  );
}
