import type { Crash, UnfinishedJob } from "../../../shared/crash.ts";
import { countKinds, pushWords } from "../../../shared/pushWords.ts";
import { api } from "../../api.ts";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { formatDateTime } from "../history/entryLabels.ts";
import { useSettings } from "../settings/settingsStore.ts";
import styles from "../settings/StorageProblems.module.css";

function describeContinued(unfinished: readonly UnfinishedJob[]): string {
  const [first, ...others] = unfinished;
  if (first === undefined) {
    return "";
  }
  return others.length > 0
    ? ` ${countKinds(unfinished.map(({ kind }) => kind)).join(" and ")} continue: History shows their results.`
    : ` The ${pushWords[first.kind].noun} continues: ${first.targets}. History shows its result.`;
}

function describeCrash(crash: Crash): string {
  if (crash.kind === "page") {
    return `The window crashed and was reloaded. Your draft is restored.${describeContinued(crash.unfinished)}`;
  }
  const cause = crash.error === undefined ? "" : ` Last error in the log: ${crash.error}`;
  return `Manifestry did not close normally on ${formatDateTime(crash.endedAt)}.${cause}`;
}

/** Reports, above all views, a crash of the window, or of the app the last time it ran. */
export function CrashNote() {
  const crash = useSettings((state) => state.info?.crash);
  const { copyDiagnostics, dismissCrash } = useSettings.getState();
  if (crash === undefined) {
    return null;
  }
  const unfinished = crash.kind === "page" ? crash.unfinished : [];
  const [first, ...others] = unfinished;
  return (
    <div className={classNames(styles["problems"])} role="status">
      <Note look="warning" message={describeCrash(crash)}>
        {first !== undefined && (
          <>
            <Button small onPress={() => useNavigation.getState().show("history")}>
              History
            </Button>
            <Button
              small
              onPress={() =>
                unfinished.forEach(({ jobId }) => void api.invoke("job:cancel", { jobId }))
              }
            >
              {others.length === 0 ? `Stop ${pushWords[first.kind].noun}` : "Stop all"}
            </Button>
          </>
        )}
        <Button small onPress={() => void copyDiagnostics()}>
          Copy diagnostics
        </Button>
        <Button small onPress={() => void dismissCrash()}>
          Dismiss
        </Button>
      </Note>
    </div>
  );
}
