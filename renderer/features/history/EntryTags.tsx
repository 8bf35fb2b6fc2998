import { SquarePen } from "lucide-react";
import type { JournalEntry, JournalTag } from "../../../shared/journal.ts";
import { Button as AriaButton } from "react-aria-components";
import { Digest } from "../../image/Digest.tsx";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { startTagEdit } from "../compose/editTag/startTagEdit.ts";
import { usePush } from "../push/pushStore.ts";
import { restorability, tagLabel } from "./entryLabels.ts";
import styles from "./HistoryRow.module.css";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { useHistory } from "./historyStore.ts";

/** Tags that an entry shows until it is expanded. */
const maxCollapsedTags = 6;

interface TagRowProps {
  readonly entry: JournalEntry;
  readonly tag: JournalTag;
}

function RestoreAction({ tag }: Pick<TagRowProps, "tag">) {
  const { name } = tag.move;
  switch (restorability(tag)) {
    case "restorable":
      return (
        <Button
          small
          aria-label={`Restore ${name}…`}
          onPress={() =>
            usePush.getState().makePlan({ kind: "restore", journalId: tag.attemptId, name })
          }
        >
          Restore…
        </Button>
      );
    case "new":
      return <span className={classNames(styles["nothing"])}>new tag, nothing to restore</span>;
    case "lost":
      return <span className={classNames(styles["nothing"])}>previous content not stored</span>;
    case "unmoved":
      return <span />;
  }
}

function TagRow({ entry, tag }: TagRowProps) {
  const { move, state } = tag;
  return (
    <li className={classNames(styles["tag"])}>
      {move.tag === "" ? (
        // A manifest without a tag has no timeline.
        <span className={classNames(styles["tagName"])} data-selectable>
          <ReferenceText text={move.name} keeps="tag" />
        </span>
      ) : (
        <AriaButton
          className={classNames(styles["tagName"])}
          aria-label={`Timeline of ${escapeInvisible(move.name)}`}
          onPress={() => useHistory.getState().open({ kind: "tag", text: move.name })}
        >
          <ReferenceText text={move.name} keeps="tag" />
        </AriaButton>
      )}
      <span className={classNames(styles["move"])}>
        {move.before === null ? (
          <span className={classNames(styles["new"])}>new tag</span>
        ) : (
          <Digest digest={move.before} of={`${move.name} before`} />
        )}
        <span aria-label="becomes" role="img">
          →
        </span>
        {move.after === null ? (
          <span className={classNames(styles["new"])}>
            {move.tag === "" ? "no manifest" : "no tag"}
          </span>
        ) : (
          <Digest digest={move.after} of={`${move.name} after`} />
        )}
      </span>
      <span className={classNames(styles["outcome"], styles[state])}>
        {tagLabel(tag, entry.kind)}
      </span>
      <span className={classNames(styles["tagActions"])}>
        <RestoreAction tag={tag} />
        {move.after !== null && move.after === entry.root?.digest && (
          <IconButton
            label={`Edit what ${move.name} was set to`}
            tip="Edit the pushed content as a draft"
            onPress={() => startTagEdit(`${move.name}@${move.after}`)}
          >
            <SquarePen size={13} aria-hidden />
          </IconButton>
        )}
      </span>
    </li>
  );
}

/** The tags of a push with their digests before and after, the outcome, and the Restore button. */
export function EntryTags({ entry }: { readonly entry: JournalEntry }) {
  const isExpanded = useHistory((state) => state.expanded.has(entry.id));
  const shown = isExpanded ? entry.tags : entry.tags.slice(0, maxCollapsedTags);
  const hiddenCount = entry.tags.length - shown.length;
  return (
    <>
      <ul aria-label="Tags" className={classNames(styles["tags"])}>
        {shown.map((tag) => (
          <TagRow key={tag.move.name} entry={entry} tag={tag} />
        ))}
      </ul>
      {hiddenCount > 0 && (
        <div>
          <Button look="quiet" small onPress={() => useHistory.getState().expandTags(entry.id)}>
            Show {countOf(hiddenCount, "more tag")}
          </Button>
        </div>
      )}
    </>
  );
}
