import type { Finding } from "../../../shared/preview.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { Note } from "../../ui/Note.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { useLosses } from "../compose/losses/useLosses.ts";
import styles from "./PushDialog.module.css";
import { ReviewFindings } from "./ReviewFindings.tsx";

/** The maximum number of sources to list; more are counted. */
const maxSources = 3;
/** The maximum number of tags to list; the others are counted. */
const maxTags = 3;

/** `source 2`, `sources 1, 4`, `5 sources` */
function nameSources(ids: readonly string[], all: readonly { readonly id: string }[]): string {
  if (ids.length > maxSources) {
    return countOf(ids.length, "source");
  }
  const numbers = ids.map((wanted) => all.findIndex(({ id }) => id === wanted) + 1);
  return `${ids.length === 1 ? "source" : "sources"} ${numbers.join(", ")}`;
}

/** The losses of the draft. */
function NotIncluded() {
  const sources = useCompose((state) => state.draft.sources);
  const remote = useCompose((state) => state.remoteLosses.kind);
  const items = useLosses()
    .filter(({ kept }) => !kept)
    .flatMap((group) => group.items);
  return (
    <>
      {items.map(({ message, sources: ids }) => (
        <Note
          key={`${message} ${ids.join(" ")}`}
          look="warning"
          message={`Not included from ${nameSources(ids, sources)}: ${message}`}
        />
      ))}
      {remote === "loading" && <Note look="note" message="Still checking for signatures." />}
      {remote === "failed" && (
        <Note
          look="note"
          message="Couldn't check for signatures that are not copied; Compose shows the reason."
        />
      )}
    </>
  );
}

function describeUnreadable(tags: readonly string[]): string {
  const names = tags.slice(0, maxTags).join(", ");
  const more = tags.length > maxTags ? ` and ${tags.length - maxTags} more` : "";
  return `Couldn't read the current content of ${names}${more}, so what the push drops there is unknown.`;
}

interface ReviewWarningsProps {
  /** The draft's findings; empty if something else is pushed. */
  readonly findings: readonly Finding[];
  /** Whether the draft is pushed. */
  readonly isDraft: boolean;
  /** Tags whose current content could not be read. */
  readonly unreadable: readonly string[];
}

/** The findings and losses of the draft, repeated before the push, and the tags that could not be compared. */
export function ReviewWarnings({ findings, isDraft, unreadable }: ReviewWarningsProps) {
  return (
    <div className={classNames(styles["warnings"])}>
      <ReviewFindings findings={findings} />
      {isDraft && <NotIncluded />}
      {unreadable.length > 0 && <Note look="note" message={describeUnreadable(unreadable)} />}
    </div>
  );
}
