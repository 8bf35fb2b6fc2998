import { useMemo } from "react";
import type { JournalEntry } from "../../../shared/journal.ts";
import { countKinds, pushWords } from "../../../shared/pushWords.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { formatDateTime } from "./entryLabels.ts";
import styles from "./InterruptedBanner.module.css";
import { useHistory } from "./historyStore.ts";

function describeInterrupted(entries: readonly JournalEntry[]): string {
  const [first, ...others] = entries;
  if (first === undefined || others.length > 0) {
    return `${countKinds(entries.map(({ kind }) => kind)).join(" and ")} were interrupted.`;
  }
  const target = first.tags[0]?.move.name ?? first.repositories[0] ?? "";
  const more = Math.max(first.tags.length, first.repositories.length) - 1;
  if (first.root === undefined) {
    return `A deletion was interrupted: ${target}${more > 0 ? ` and ${more} more` : ""}, ${formatDateTime(first.startedAt)}.`;
  }
  return `A ${pushWords[first.kind].noun} was interrupted: ${shortDigest(first.root.digest)} to ${target}${more > 0 ? ` and ${more} more` : ""}, ${formatDateTime(first.startedAt)}.`;
}

/** Reports interrupted pushes and deletions on every view and leads to the History. */
export function InterruptedBanner() {
  const entries = useHistory((state) => state.list?.entries);
  const isDismissed = useHistory((state) => state.isBannerDismissed);
  const isHistoryShown = useNavigation((state) => state.view === "history");
  const interrupted = useMemo(
    () => entries?.filter(({ state }) => state.kind === "interrupted") ?? [],
    [entries],
  );
  // The History shows the state of each push.
  if (interrupted.length === 0 || isDismissed || isHistoryShown) {
    return null;
  }

  function show(): void {
    useHistory.getState().setFilter("");
    useHistory.getState().showList();
    useNavigation.getState().show("history");
    useNavigation.getState().requestFocus("interruptedPush");
  }

  return (
    <div className={classNames(styles["banner"])} role="status">
      <Note look="warning" message={describeInterrupted(interrupted)}>
        <Button small onPress={show}>
          Show
        </Button>
        <Button small onPress={useHistory.getState().dismissBanner}>
          Dismiss
        </Button>
      </Note>
    </div>
  );
}
