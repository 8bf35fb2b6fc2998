import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { useSettings } from "./settingsStore.ts";
import styles from "./StorageProblems.module.css";

/** Warns, above all views, of files of the app that cannot be read or written. */
export function StorageProblems() {
  const files = useSettings((state) => state.problems);
  const draft = useSettings((state) => state.draftProblem);
  const dismiss = useSettings((state) => state.dismissProblems);
  const problems = draft === undefined ? files : [...files, draft];
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
