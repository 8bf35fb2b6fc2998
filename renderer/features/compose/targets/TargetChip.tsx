import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { DraftTarget } from "../../../../shared/draft.ts";
import type { TargetState } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Elapsed } from "../../../ui/Elapsed.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { isMalformed } from "../sources/isMalformed.ts";
import { useCompose } from "../composeStore.ts";
import { pinnedDigest } from "./targetDigest.ts";
import { OverwriteButton } from "./OverwriteButton.tsx";
import { TargetProblems } from "./TargetProblems.tsx";
import styles from "./TargetsBar.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

function TargetLook({ target }: { readonly target: DraftTarget }) {
  const status = useCompose((state) => state.targets[target.id]);
  if (status === undefined || status.kind === "looking") {
    return (
      <span className={classNames(styles["look"])}>
        <Spinner /> looking <Elapsed />
      </span>
    );
  }
  if (status.kind === "failed") {
    return (
      <span className={classNames(styles["look"], styles["bad"])}>
        {isMalformed(status) ? "invalid" : "unknown"}
      </span>
    );
  }
  const { state } = status;
  return state.kind === "missing" ? (
    <span className={classNames(styles["look"], styles["new"])}>
      {describeUnfinishedPush(state, target.text)}
    </span>
  ) : (
    <span className={classNames(styles["look"])}>
      now <Digest digest={state.digest} of="the tag now" />
    </span>
  );
}

/** What a push will make. A target of a digest alone has no tag. */
function describeUnfinishedPush(
  { creates }: Extract<TargetState, { kind: "missing" }>,
  text: string,
): string {
  if (creates !== undefined) {
    return `new ${creates}`;
  }
  return pinnedDigest(text) === undefined ? "new tag" : "not there yet";
}

/** One target: pressed, it is edited in place. */
export function TargetChip({ target }: { readonly target: DraftTarget }) {
  const edit = useCompose((state) => state.editTarget);
  const remove = useCompose((state) => state.removeTarget);
  const name = useCompose((state) => {
    const status = state.targets[target.id];
    return status?.kind === "found" ? status.state.name : target.text;
  });
  const [typed, setTyped] = useState<string | null>(null);

  function end(take: boolean): void {
    if (take && typed !== null) {
      edit(target.id, typed);
    }
    setTyped(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      end(event.key === "Enter");
    }
  }

  return (
    <li className={classNames(styles["target"])}>
      <div className={classNames(styles["chip"])}>
        {typed === null ? (
          <AriaButton
            className={classNames(styles["name"])}
            aria-label={`Edit target ${escapeInvisible(target.text)}`}
            onPress={() => setTyped(target.text)}
          >
            <ReferenceText text={name} />
          </AriaButton>
        ) : (
          <div className={classNames(styles["edit"])}>
            <TextInput
              label="Edit target"
              value={typed}
              onChange={setTyped}
              onKeyDown={onKeyDown}
              onBlur={() => end(true)}
              autoFocus
            />
          </div>
        )}
        <TargetLook target={target} />
        <span className={classNames(styles["tools"])}>
          <OverwriteButton target={target} />
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
