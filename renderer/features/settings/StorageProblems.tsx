import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import styles from "./StorageProblems.module.css";
import { useSettings } from "./settingsStore.ts";

/**
 * Says on every view which of the app's own files are not in effect, or cannot be written: what they set is missing
 * everywhere.
 */
export function StorageProblems() {
  const files = useSettings((state) => state.problems);
  const draft = useSettings((state) => state.draftProblem);
  const problems = draft === null ? files : [...files, draft];
  const dismiss = useSettings((state) => state.dismissProblems);
  if (problems.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["problems"])} role="status">
      {problems.map(({ message, hint }, index) => (
        <Note key={message} look="warning" message={[message, hint].filter(Boolean).join(" ")}>
          {index === problems.length - 1 && (
            <Button small onPress={dismiss}>
              Dismiss
            </Button>
          )}
        </Note>
      ))}
    </div>
  );
}
