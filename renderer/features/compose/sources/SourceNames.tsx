import { shortReference } from "../../../image/shortReference.ts";
import { classNames } from "../../../ui/classNames.ts";
import styles from "./SourceNames.module.css";
import { useCompose } from "../composeStore.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** As many as are named; the others are on hover. */
const shown = 3;

interface SourceNamesProps {
  readonly ids: readonly string[];
  /** In a line of text, and not one below the other. */
  readonly inline?: boolean;
}

/** Sources by their numbers and short names, where something is about them. */
export function SourceNames({ ids, inline = false }: SourceNamesProps) {
  const sources = useCompose((state) => state.draft.sources);
  const wanted = new Set(ids);
  const named = sources.flatMap(({ id, text }, at) =>
    wanted.has(id) ? [{ id, number: at + 1, text }] : [],
  );
  const rest = named.length - shown;
  return (
    <span
      className={classNames(styles[inline ? "inline" : "names"])}
      title={escapeInvisible(named.map(({ number, text }) => `${number}  ${text}`).join("\n"))}
    >
      {(rest > 1 ? named.slice(0, shown) : named).map(({ id, number, text }) => (
        <span key={id} className={classNames(styles["name"])}>
          <b>{number}</b> <UntrustedText text={shortReference(text)} />
        </span>
      ))}
      {rest > 1 && <span className={classNames(styles["name"])}>and {rest} more</span>}
    </span>
  );
}
