import { useMemo } from "react";
import type { JournalEntry } from "../../../shared/journal.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { formatMoment } from "./entryLabels.ts";
import styles from "./InterruptedBanner.module.css";
import { useHistory } from "./historyStore.ts";

function bannerWords(entries: readonly JournalEntry[]): string {
  const [first, ...others] = entries;
  if (first === undefined || others.length > 0) {
    return `${entries.length} pushes were interrupted.`;
  }
  const where = first.tags[0]?.move.name ?? first.repositories[0] ?? "";
  const more = Math.max(first.tags.length, first.repositories.length) - 1;
  return `A push was interrupted: ${shortDigest(first.root.digest)} to ${where}${more > 0 ? ` and ${more} more` : ""}, ${formatMoment(first.startedAt)}.`;
}

/** Says on every view that pushes broke off, and leads to them. */
export function InterruptedBanner() {
  const entries = useHistory((state) => state.list?.entries);
  const isDismissed = useHistory((state) => state.bannerDismissed);
  const isThere = useNavigation((state) => state.view === "history");
  const interrupted = useMemo(
    () => entries?.filter(({ state }) => state.kind === "interrupted") ?? [],
    [entries],
  );
  // The list says the same of each of them.
  if (interrupted.length === 0 || isDismissed || isThere) {
    return null;
  }

  function show(): void {
    useHistory.getState().setFilterInput("");
    useNavigation.getState().show("history");
    useNavigation.getState().askFocus("interruptedPush");
  }

  return (
    <div className={classNames(styles["banner"])} role="status">
      <Note look="warning" message={bannerWords(interrupted)}>
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
