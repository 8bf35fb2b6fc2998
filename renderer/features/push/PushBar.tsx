import { CircleCheck, CircleX, Clock, Square } from "lucide-react";
import { useEffect, useRef } from "react";
import { nameTargets } from "../../../shared/nameTargets.ts";
import { afterFocusRestored, useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { announcePush, describeEnd, describePhase, describeProgress } from "./describePush.ts";
import styles from "./PushBar.module.css";
import {
  type ConfirmedPush,
  type ConfirmedPushOf,
  isUnfinished,
  type UnfinishedPush,
  usePushQueue,
} from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";
import { pushWords } from "../../../shared/pushWords.ts";

type EndedPush = Exclude<ConfirmedPush, UnfinishedPush>;

function EndSign({ push }: { readonly push: EndedPush }) {
  if (push.kind === "done" && push.outcome.failure === undefined) {
    return <CircleCheck size={14} aria-hidden className={classNames(styles["good"])} />;
  }
  return push.kind === "done" && push.outcome.failure?.code === "cancelled" ? (
    <Square size={14} aria-hidden />
  ) : (
    <CircleX size={14} aria-hidden className={classNames(styles["bad"])} />
  );
}

function RunningPush({ push }: { readonly push: ConfirmedPushOf<"pushing"> }) {
  const waiting = usePushQueue(
    ({ pushes }) => pushes.filter(({ kind }) => kind === "waiting").length,
  );
  return (
    <>
      <div className={classNames(styles["progress"])}>
        <ProgressLine
          label={`${nameTargets(push.plan)} · ${describeProgress(push)}`}
          done={push.progress?.doneBytes ?? 0}
          total={push.progress?.totalBytes ?? 0}
        />
      </div>
      {waiting > 0 && <span className={classNames(styles["waiting"])}>{waiting} waiting</span>}
    </>
  );
}

function PushStatus({ push }: { readonly push: ConfirmedPush }) {
  if (push.kind === "pushing") {
    return <RunningPush push={push} />;
  }
  return (
    <>
      {push.kind === "waiting" ? <Clock size={14} aria-hidden /> : <EndSign push={push} />}
      <span className={classNames(styles["words"])}>
        <UntrustedText
          text={
            push.kind === "waiting"
              ? `${nameTargets(push.plan)} · ${describePhase(push)}`
              : describeEnd(push)
          }
        />
      </span>
    </>
  );
}

function PushRow({ push }: { readonly push: ConfirmedPush }) {
  const { cancel, dismiss } = usePushQueue.getState();
  const { id } = push;
  const name = `the ${pushWords[push.plan.kind].noun} of ${nameTargets(push.plan)}`;
  const isCancelling = isUnfinished(push) && push.isCancelling;

  return (
    <li className={classNames(styles["push"])}>
      <PushStatus push={push} />
      <Button small aria-label={`Show ${name}`} onPress={() => usePush.getState().show(id)}>
        Show
      </Button>
      {isUnfinished(push) ? (
        <Button
          small
          aria-label={`${isCancelling ? "Stopping" : "Cancel"} ${name}`}
          onPress={() => cancel(id)}
        >
          {isCancelling ? "Stopping…" : "Cancel"}
        </Button>
      ) : (
        <Button small aria-label={`Dismiss ${name}`} onPress={() => dismiss(id)}>
          Dismiss
        </Button>
      )}
    </li>
  );
}

/** Focuses the view when a push and its buttons are removed, if one of these had the focus. */
function useFocusAfterRemoval(count: number): void {
  const before = useRef(count);
  useEffect(() => {
    const isRemoved = count < before.current;
    before.current = count;
    return isRemoved
      ? afterFocusRestored(() => {
          if (document.activeElement === document.body) {
            useNavigation.getState().requestFocus("view");
          }
        })
      : undefined;
  }, [count]);
}

/** The pushes in the background, at the bottom of the window: progress and results. */
export function PushBar() {
  const pushes = usePushQueue((state) => state.pushes);
  const shown = usePush(({ state }) => (state.kind === "push" ? state.id : undefined));
  useFocusAfterRemoval(pushes.length);
  const inBackground = pushes.filter(({ id }) => id !== shown);
  return (
    <>
      {inBackground.length > 0 && (
        <section aria-label="Pushes" className={classNames(styles["bar"])}>
          <ul>
            {inBackground.map((push) => (
              <PushRow key={push.id} push={push} />
            ))}
          </ul>
        </section>
      )}
      <div role="status" className={classNames(styles["hidden"])}>
        <UntrustedText text={inBackground.map(announcePush).join(". ")} />
      </div>
    </>
  );
}
