import type { Finding } from "../../../shared/preview.ts";
import { countOf } from "../../ui/format.ts";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { useLosses } from "../compose/losses/useLosses.ts";
import styles from "./PushDialog.module.css";

/** So many sources are named by their numbers; more are counted. */
const namedSources = 3;

/** Of which sources something is said: `source 2`, `sources 1, 4`, `5 sources`. */
function sourceWords(ids: readonly string[], all: readonly { readonly id: string }[]): string {
  if (ids.length > namedSources) {
    return countOf(ids.length, "source");
  }
  const numbers = ids.map((wanted) => all.findIndex(({ id }) => id === wanted) + 1);
  return `${ids.length === 1 ? "source" : "sources"} ${numbers.join(", ")}`;
}

/** What the sources have and the push does not bring: the draft says how to keep it. */
function NotIncluded() {
  const sources = useCompose((state) => state.draft.sources);
  const asked = useCompose((state) => state.remoteLosses.kind);
  const items = useLosses()
    .filter(({ kept }) => !kept)
    .flatMap((group) => group.items);
  return (
    <>
      {items.map(({ message, sources: ids }) => (
        <Note
          key={`${message} ${ids.join(" ")}`}
          look="warning"
          message={`Not included from ${sourceWords(ids, sources)}: ${message}`}
        />
      ))}
      {asked === "asking" && <Note look="note" message="Still checking for signatures." />}
      {asked === "failed" && (
        <Note
          look="note"
          message="Couldn't check for signatures that are not copied; Compose says why."
        />
      )}
    </>
  );
}

interface ReviewWarningsProps {
  /** The draft's findings; none where something else than a draft is pushed. */
  readonly findings: readonly Finding[];
  /** Whether the draft's sources are what is pushed. */
  readonly isDraft: boolean;
  /** Tags of which it is not known what they drop. */
  readonly unknown: readonly string[];
}

/** What the draft's view warned of, once more before the push, and what could not be found out. */
export function ReviewWarnings({ findings, isDraft, unknown }: ReviewWarningsProps) {
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return (
    <div className={classNames(styles["warnings"])}>
      {warnings.map(({ code, message, subject }) => (
        <Note key={code + message + JSON.stringify(subject)} look="warning" message={message} />
      ))}
      {isDraft && <NotIncluded />}
      {unknown.length > 0 && (
        <Note
          look="note"
          message={`Couldn't read what ${unknown.slice(0, 3).join(", ")}${
            unknown.length > 3 ? ` and ${unknown.length - 3} more` : ""
          } ${unknown.length === 1 ? "holds" : "hold"}: what the push drops there is not known.`}
        />
      )}
    </div>
  );
}
