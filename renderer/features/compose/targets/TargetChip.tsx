import { History, SquarePen, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { DraftTarget } from "../../../../shared/draft.ts";
import type { TargetState } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { spokenReference } from "../../../image/referenceParts.ts";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Elapsed } from "../../../ui/Elapsed.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { showTimeline } from "../../history/showTimeline.ts";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { useCompose } from "../composeStore.ts";
import { startTagEdit } from "../editTag/startTagEdit.ts";
import { OverwriteButton } from "./OverwriteButton.tsx";
import { TargetProblems } from "./TargetProblems.tsx";
import styles from "./TargetsBar.module.css";
import { isMalformedTarget, pinnedDigest } from "./validateTarget.ts";

function TargetStatusText({ target }: { readonly target: DraftTarget }) {
  const status = useCompose((state) => state.targets[target.id]);
  if (status === undefined || status.kind === "checking") {
    return (
      <span className={classNames(styles["status"])}>
        <Spinner /> checking <Elapsed />
      </span>
    );
  }
  if (status.kind === "failed") {
    return (
      <span className={classNames(styles["status"], styles["failed"])}>
        {isMalformedTarget(status) ? "invalid" : "unknown"}
      </span>
    );
  }
  const { state } = status;
  return state.kind === "missing" ? (
    <span className={classNames(styles["status"], styles["new"])}>
      {missingText(state, target.text)}
    </span>
  ) : (
    <span className={classNames(styles["status"])}>
      current <Digest digest={state.digest} of="the current tag" />
    </span>
  );
}

/** What a push creates. A target with only a digest has no tag. */
function missingText({ creates }: Extract<TargetState, { kind: "missing" }>, text: string): string {
  if (creates !== undefined) {
    return `new ${creates}`;
  }
  return pinnedDigest(text) === undefined ? "new tag" : "new digest";
}

interface TargetEditProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly onEnd: (save: boolean) => void;
}

function TargetEdit({ text, setText, onEnd }: TargetEditProps) {
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText,
    fieldRef: input,
  });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      onEnd(event.key === "Enter");
    }
  }

  return (
    <>
      <TextInput
        label="Edit target"
        value={text}
        onChange={onChange}
        onKeyDown={onKeyDown}
        onBlur={() => onEnd(true)}
        autoFocus
        inputRef={input}
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

/** One target; pressing its name edits it in place. */
export function TargetChip({ target }: { readonly target: DraftTarget }) {
  const edit = useCompose((state) => state.editTarget);
  const remove = useCompose((state) => state.removeTarget);
  const name = useCompose((state) => {
    const status = state.targets[target.id];
    return status?.kind === "found" ? status.state.name : target.text;
  });
  const exists = useCompose((state) => {
    const status = state.targets[target.id];
    return status?.kind === "found" && status.state.kind === "exists";
  });
  const [typed, setTyped] = useState<string>();

  function endEdit(save: boolean): void {
    if (save && typed !== undefined) {
      edit(target.id, typed);
    }
    setTyped(undefined);
  }

  return (
    <li className={classNames(styles["target"])}>
      <div className={classNames(styles["chip"])}>
        {typed === undefined ? (
          <AriaButton
            className={classNames(styles["name"])}
            aria-label={`Edit target ${escapeInvisible(spokenReference(name))}`}
            data-target-id={target.id}
            onPress={() => setTyped(target.text)}
          >
            <ReferenceText text={name} />
          </AriaButton>
        ) : (
          <div className={classNames(styles["edit"])}>
            <TargetEdit text={typed} setText={setTyped} onEnd={endEdit} />
          </div>
        )}
        <TargetStatusText target={target} />
        <span className={classNames(styles["tools"])}>
          {exists && (
            <IconButton
              label={`Edit the index behind ${target.text}`}
              tip="Edit this tag"
              onPress={() => startTagEdit(name)}
            >
              <SquarePen size={13} aria-hidden />
            </IconButton>
          )}
          <OverwriteButton target={target} />
          <IconButton
            label={`Timeline of ${target.text}`}
            tip="Timeline of the tag"
            onPress={() => showTimeline(name)}
          >
            <History size={13} aria-hidden />
          </IconButton>
          <IconButton
            label={`Remove target ${target.text}`}
            tip="Remove"
            onPress={() => remove(target.id)}
          >
            <X size={13} aria-hidden />
          </IconButton>
        </span>
      </div>
      <TargetProblems target={target} />
    </li>
  );
}
