import type { DraftSource } from "../../../../shared/draft.ts";
import { shortReference } from "../../../image/shortReference.ts";
import { classNames } from "../../../ui/classNames.ts";
import styles from "./SourceNames.module.css";
import { useCompose } from "../composeStore.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { shortenMiddle } from "../../../ui/format.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** How many sources are matching; the tooltip names all. */
const maxShown = 3;

interface NumberedSource extends DraftSource {
  /** From 1. */
  readonly number: number;
}

const numberings = new WeakMap<readonly DraftSource[], ReadonlyMap<string, NumberedSource>>();

/** The sources of a draft by their ids, with their numbers: computed once for all rows. */
function numberSources(sources: readonly DraftSource[]): ReadonlyMap<string, NumberedSource> {
  const known = numberings.get(sources);
  if (known !== undefined) {
    return known;
  }
  const numbered = new Map(
    sources.map((source, at) => [source.id, { ...source, number: at + 1 }] as const),
  );
  numberings.set(sources, numbered);
  return numbered;
}

interface SourceNamesProps {
  readonly ids: readonly string[];
  /** Whether they are shown in one line of text instead of a column. */
  readonly inline?: boolean;
}

/** Longest tag or digest shown in full, in characters. */
const maxTagLength = 28;

/** A short reference, whose repository is cut off where space is short, not its tag. A tag stands for its digest. */
function SourceName({ text: reference }: { readonly text: string }) {
  const tagAt = reference.indexOf(":");
  const digestAt = tagAt < 0 ? -1 : reference.indexOf("@", tagAt);
  const text = digestAt < 0 ? reference : reference.slice(0, digestAt);
  const at = text.search(/[@:]/);
  const end = at < 1 ? text.length : at;
  return (
    <>
      <span className={classNames(styles["repository"])}>
        <UntrustedText text={text.slice(0, end)} />
      </span>
      <span className={classNames(styles["tag"])}>
        <UntrustedText text={shortenMiddle(text.slice(end), maxTagLength)} />
      </span>
    </>
  );
}

/** Names sources by their numbers and short references. */
export function SourceNames({ ids, inline = false }: SourceNamesProps) {
  const sources = useCompose((state) => state.draft.sources);
  const numbered = numberSources(sources);
  const matching = ids
    .flatMap((id) => numbered.get(id) ?? [])
    .sort((one, other) => one.number - other.number);
  const rest = matching.length - maxShown;
  return (
    <span
      className={classNames(styles[inline ? "inline" : "names"])}
      title={escapeInvisible(matching.map(({ number, text }) => `${number}  ${text}`).join("\n"))}
    >
      {(rest > 1 ? matching.slice(0, maxShown) : matching).map(({ id, number, text }) => (
        <span key={id} className={classNames(styles["name"])}>
          <b>{number}</b> <SourceName text={shortReference(text)} />
        </span>
      ))}
      {rest > 1 && <span className={classNames(styles["name"])}>and {rest} more</span>}
    </span>
  );
}
