import { Pencil, RotateCw, X } from "lucide-react";
import { useDeferredValue, useEffect, useRef } from "react";
import type { DraftSource } from "../../../../shared/draft.ts";
import { Digest } from "../../../image/Digest.tsx";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { canRetry } from "../../registries/failureRemedies.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Elapsed } from "../../../ui/Elapsed.tsx";
import { SubmitTextArea } from "../../../ui/SubmitTextArea.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { ChoiceButtons } from "../../../ui/ChoiceButtons.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { NearestTags } from "../../suggestions/NearestTags.tsx";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { FindingNotes } from "../result/FindingNotes.tsx";
import { PinButton } from "./PinButton.tsx";
import { SourceDetails } from "./SourceDetails.tsx";
import styles from "./SourceRow.module.css";
import { useCompose } from "../composeStore.ts";
import { useFindings } from "../result/useFindings.ts";

/** The details of a resolved source, its progress or its failure. */
function SourceStatusView({ source }: { readonly source: DraftSource }) {
  // All rows change at once when sources are resolved: rendered in steps.
  const status = useDeferredValue(useCompose((state) => state.sources[source.id]));
  const retry = useCompose((state) => state.retrySource);
  const startEdit = useCompose((state) => state.startSourceEdit);
  const choose = useCompose((state) => state.chooseSource);
  if (status === undefined || status.kind === "resolving") {
    return (
      <div className={classNames(styles["details"])}>
        <Spinner /> <span>Resolving…</span> <Elapsed />
      </div>
    );
  }
  if (status.kind === "resolved") {
    return <SourceDetails source={status.source} />;
  }
  return (
    <RequestFailure failure={status.error} isInRow>
      <ChoiceButtons
        choices={status.error.choices}
        onChoose={(texts) => choose(source.id, texts)}
        canTakeAll
      />
      <NearestTags
        text={source.text}
        failure={status.error}
        onChoose={(text) => choose(source.id, [text])}
      />
      {canRetry(status.error) && (
        <Button small onPress={() => retry(source.id)}>
          <RotateCw size={12} aria-hidden /> Try again
        </Button>
      )}
      <Button small onPress={() => startEdit(source.id)}>
        Edit
      </Button>
    </RequestFailure>
  );
}

function SourceEdit({ text }: { readonly text: string }) {
  const setText = useCompose((state) => state.setSourceEditText);
  const end = useCompose((state) => state.endSourceEdit);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.select(), []);
  const { onChange, suggesting, popup } = useReferenceCompletion({ text, setText, fieldRef: area });

  /** Ends the edit by a key, and moves the focus back to the row. */
  function endByKey(save: boolean): void {
    const row = area.current?.closest<HTMLElement>('[role="row"]');
    end(save);
    requestAnimationFrame(() => row?.focus());
  }

  return (
    <>
      <SubmitTextArea
        inputRef={area}
        label="Edit source"
        value={text}
        onChange={onChange}
        onEnter={() => endByKey(true)}
        onEscape={() => endByKey(false)}
        onBlur={() => end(true)}
        autoFocus
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

interface SourceRowProps {
  readonly source: DraftSource;
  /** Its number in the draft, from 1. */
  readonly number: number;
}

/** One source: its number, its text, its status and findings. */
export function SourceRow({ source, number }: SourceRowProps) {
  const edited = useCompose((state) =>
    state.sourceEdit?.id === source.id ? state.sourceEdit.text : undefined,
  );
  const startEdit = useCompose((state) => state.startSourceEdit);
  const remove = useCompose((state) => state.removeSources);
  const findings = useFindings("source", source.id);
  return (
    <div className={classNames(styles["row"])}>
      <span className={classNames(styles["number"])}>{number}</span>
      <div className={classNames(styles["content"])}>
        {edited === undefined ? (
          <div className={classNames(styles["name"])}>
            <ReferenceText text={source.text} />
            <PinButton source={source} />
          </div>
        ) : (
          <SourceEdit text={edited} />
        )}
        <SourceStatusView source={source} />
        {source.replaces !== undefined && (
          <div className={classNames(styles["details"])}>
            <span>replaces</span>
            <Digest digest={source.replaces} of="the replaced entry" />
          </div>
        )}
        <FindingNotes findings={findings} />
      </div>
      {edited === undefined && (
        <div className={classNames(styles["actions"])}>
          <IconButton
            label={`Edit ${source.text}`}
            tip="Edit (F2)"
            onPress={() => startEdit(source.id)}
          >
            <Pencil size={13} aria-hidden />
          </IconButton>
          <IconButton
            label={`Remove ${source.text}`}
            tip="Remove (Delete)"
            onPress={() => remove(new Set([source.id]))}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}
