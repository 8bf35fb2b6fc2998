import { useEffect, useRef } from "react";
import { runCommand } from "../../../commands/commandActions.ts";
import { useReviewWait } from "../../../commands/reviewWait.ts";
import { useFocusRequest, useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import { StepTitle } from "../../../ui/StepTitle.tsx";
import { useSettings } from "../../settings/settingsStore.ts";
import { useCompose } from "../composeStore.ts";
import { AddTarget } from "./AddTarget.tsx";
import { pushBlocker } from "./pushBlocker.ts";
import { TargetChip } from "./TargetChip.tsx";
import styles from "./TargetsBar.module.css";

function SampleTarget() {
  const target = useSettings((state) => state.info?.sample.target);
  const addTargets = useCompose((state) => state.addTargets);
  if (target === undefined || target === "") {
    return null;
  }
  return (
    <Button look="quiet" small onPress={() => addTargets([target])}>
      Use the sample target
    </Button>
  );
}

/** Says that the review opens once the result is computed. Escape cancels that. */
function WaitNote() {
  const { cancel } = useReviewWait.getState();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        cancel();
      }
    }
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [cancel]);
  return (
    <div className={classNames(styles["waiting"])}>
      <Spinner />
      <span>The review opens when the result is ready.</span>
      <Button small onPress={cancel}>
        Cancel
      </Button>
    </div>
  );
}

/** The button that opens the review, and why it cannot be pressed. */
function ReviewButton() {
  const rules = useSettings((state) => state.neverOverwrite);
  const message = useCompose((state) => pushBlocker(state, rules)?.message);
  const targetId = useCompose((state) => pushBlocker(state, rules)?.targetId);
  const isTyped = useCompose((state) => pushBlocker(state, rules)?.isTyped === true);
  const addTyped = useCompose((state) => state.addTypedTargets);
  const isWaiting = useReviewWait((state) => state.isWaiting);
  return (
    <div className={classNames(styles["review"])}>
      {isWaiting && <WaitNote />}
      <span className={classNames(styles["reason"])} id="push-reason">
        {!isWaiting && message !== undefined && escapeInvisible(message)}
      </span>
      {isTyped && (
        <Button
          small
          onPress={() => {
            addTyped();
            // The pressed button disappears.
            useNavigation.getState().requestFocus("addTarget");
          }}
        >
          Add it
        </Button>
      )}
      {targetId !== undefined && (
        <Button small onPress={() => useNavigation.getState().requestFocus("blockingTarget")}>
          Show it
        </Button>
      )}
      {/* Pending, not disabled: a disabled button would lose the focus each time the result is computed. */}
      <Button
        look="primary"
        isPending={message !== undefined}
        aria-describedby="push-reason"
        onPress={() => runCommand("push.review")}
      >
        Review push…
      </Button>
    </div>
  );
}

function TargetList() {
  const targets = useCompose((state) => state.draft.targets);
  const list = useRef<HTMLUListElement>(null);
  useFocusRequest("blockingTarget", () => {
    const id = pushBlocker(useCompose.getState())?.targetId;
    const buttons = list.current?.querySelectorAll<HTMLElement>("[data-target-id]") ?? [];
    [...buttons].find((button) => button.dataset["targetId"] === id)?.focus();
  });
  return (
    <ul ref={list} aria-label="Targets" className={classNames(styles["chips"])}>
      {targets.map((target) => (
        <TargetChip key={target.id} target={target} />
      ))}
    </ul>
  );
}

/** The targets of the draft with their current tags, and the button to review the push. */
export function TargetsBar() {
  const hasTargets = useCompose((state) => state.draft.targets.length > 0);
  const isEmpty = useCompose(
    ({ draft }) => draft.targets.length === 0 && draft.sources.length === 0,
  );
  return (
    <section aria-label="Targets" className={classNames(styles["bar"])}>
      <h2 className={classNames(styles["title"])}>Targets</h2>
      <div className={classNames(styles["targets"])}>
        {hasTargets && <TargetList />}
        {isEmpty && <StepTitle step={3} title="Name the targets, then review the push" />}
        <AddTarget />
        {!hasTargets && <SampleTarget />}
      </div>
      <ReviewButton />
    </section>
  );
}
