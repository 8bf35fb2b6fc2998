import { useEffect } from "react";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { isUnfinished, usePushQueue } from "../push/pushQueueStore.ts";
import styles from "../settings/StorageProblems.module.css";
import { describeUpdate } from "./describeUpdate.ts";
import { useUpdates } from "./updateStore.ts";

/** Says above all views that a new version is ready, unless a push runs. */
export function UpdateNote() {
  const { state, isDismissed, failure } = useUpdates();
  const isPushing = usePushQueue(({ pushes }) => pushes.some(isUnfinished));
  const { follow, install, dismiss } = useUpdates.getState();
  useEffect(() => follow(), [follow]);
  if (state.kind !== "ready" || isDismissed || isPushing) {
    return null;
  }
  return (
    <div className={classNames(styles["problems"])} role="status">
      <Note look="note" message={describeUpdate(state)}>
        <Button small onPress={() => void install()}>
          Restart now
        </Button>
        <Button small onPress={dismiss}>
          Later
        </Button>
      </Note>
      {failure !== undefined && <FailureNote failure={failure} />}
    </div>
  );
}
