import { RotateCw } from "lucide-react";
import type { DraftTarget } from "../../../../shared/draft.ts";
import { Button } from "../../../ui/Button.tsx";
import { canRetry } from "../../registries/failureRemedies.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { ChoiceButtons } from "../../../ui/ChoiceButtons.tsx";
import { openOverwriteRules } from "../../registries/openRegistries.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useSettings } from "../../settings/settingsStore.ts";
import { useCompose } from "../composeStore.ts";
import { FindingNotes } from "../result/FindingNotes.tsx";
import { useContent } from "../result/useContent.ts";
import { useFindings } from "../result/useFindings.ts";
import styles from "./TargetsBar.module.css";
import {
  dockerHubHint,
  type TargetError,
  validateTarget,
  withoutDigest,
} from "./validateTarget.ts";

interface TargetErrorNoteProps {
  readonly target: DraftTarget;
  readonly error: TargetError;
}

function TargetErrorNote({ target, error }: TargetErrorNoteProps) {
  const { editTarget, setNoClobber } = useCompose.getState();
  return (
    <Note look="warning" message={error.message}>
      {error.kind === "digest" && (
        <Button small onPress={() => editTarget(target.id, withoutDigest(target.text))}>
          Remove the digest
        </Button>
      )}
      {error.kind === "clobber" && (
        <Button small onPress={() => setNoClobber(target.id, false)}>
          Allow overwriting
        </Button>
      )}
      {error.kind === "rule" && (
        <Button small onPress={openOverwriteRules}>
          Change the rule…
        </Button>
      )}
    </Note>
  );
}

/** The errors, hints and findings of a target, with their fixes. */
export function TargetProblems({ target }: { readonly target: DraftTarget }) {
  const status = useCompose((state) => state.targets[target.id]);
  const recheck = useCompose((state) => state.recheckTarget);
  const edit = useCompose((state) => state.editTarget);
  const content = useContent();
  const rules = useSettings((state) => state.neverOverwrite);
  const findings = useFindings("target", target.id);
  const failure = status?.kind === "failed" ? status.error : undefined;
  const error = validateTarget(target, { status, content, rules });
  const hint = dockerHubHint(target.text);
  if (failure === undefined && error === undefined && hint === undefined && findings.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["problems"])}>
      {failure !== undefined && (
        <RequestFailure failure={failure} isInRow>
          <ChoiceButtons choices={failure.choices} onChoose={([text]) => edit(target.id, text)} />
          {canRetry(failure) && (
            <Button small onPress={() => recheck(target.id)}>
              <RotateCw size={12} aria-hidden /> Try again
            </Button>
          )}
        </RequestFailure>
      )}
      {error !== undefined && <TargetErrorNote target={target} error={error} />}
      {hint !== undefined && <Note look="note" message={hint} />}
      <FindingNotes findings={findings} />
    </div>
  );
}
