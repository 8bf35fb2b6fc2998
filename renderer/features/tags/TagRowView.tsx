import { Ellipsis } from "lucide-react";
import { useEffect, useMemo } from "react";
import type { ManifestSummary } from "../../../shared/tags.ts";
import { artifactName } from "../../image/artifactName.ts";
import { Digest } from "../../image/Digest.tsx";
import { shortDigest } from "../../image/shortDigest.ts";
import { PlatformList } from "../../image/PlatformList.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes, shortenMiddle } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { readDigestTag } from "./digestTag.ts";
import { splitTag } from "./splitTag.ts";
import { tagsOfDigest } from "./sameDigest.ts";
import type { TagRow } from "./tagRows.ts";
import { type TagState, useTags } from "./tagsStore.ts";
import styles from "./TagList.module.css";

/** Other tags that are named; the rest is counted. */
const maxNamed = 4;

/** Other tags that hovering shows: thousands may have one digest, and each row would hold them all. */
const maxTitled = 100;

function titleOf(tags: readonly string[]): string {
  const more = tags.length - maxTitled;
  const lines = tags.slice(0, maxTitled);
  return escapeInvisible([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"));
}

/** The longest tag that is named whole among others. */
const maxTag = 26;

/** A tag among others: a long one without its middle, since the ends of digest tags tell them apart. */
function shortTag(tag: string): string {
  return shortenMiddle(tag, maxTag);
}

function OtherTags({ tags }: { readonly tags: readonly string[] }) {
  const more = tags.length - maxNamed;
  return tags.length === 0 ? null : (
    <span className={classNames(styles["others"])} title={titleOf(tags)}>
      = <UntrustedText text={tags.slice(0, maxNamed).map(shortTag).join(", ")} />
      {more > 0 && ` and ${more} more`}
    </span>
  );
}

/** A tag. A long one is cut before its end. */
function TagName({ tag }: { readonly tag: string }) {
  const [head, end] = splitTag(tag);
  return (
    <span className={classNames(styles["name"])} title={escapeInvisible(tag)}>
      <span className={classNames(styles["head"])}>
        <UntrustedText text={head} />
      </span>
      {end !== "" && (
        <span className={classNames(styles["end"])}>
          <UntrustedText text={end} />
        </span>
      )}
    </span>
  );
}

function typeOf({ kind, platforms, artifactType }: ManifestSummary) {
  if (platforms.length > 0) {
    return <PlatformList platforms={platforms} />;
  }
  switch (kind) {
    case "artifact":
      return (
        <UntrustedText text={artifactName(artifactType ?? "") ?? artifactType ?? "artifact"} />
      );
    case "index":
      return "index without images";
    case "image":
      return "image";
    case "opaque":
      return "not decoded";
  }
}

function Summary({ tag, summary }: { readonly tag: string; readonly summary: ManifestSummary }) {
  const { size, of, created, attestations, failure } = summary;
  const named = readDigestTag(tag);
  const about = of === undefined ? "" : ` of ${of}`;
  return (
    <>
      <span className={classNames(styles["type"])}>
        <span className={classNames(styles["words"])}>
          {named === undefined
            ? typeOf(summary)
            : `${named.holds} of ${shortDigest(named.subject)}`}
        </span>
        {attestations > 0 && <span className={classNames(styles["mark"])}>attested</span>}
        {failure !== undefined && (
          <span className={classNames(styles["problem"])} title={escapeInvisible(failure.message)}>
            incomplete
          </span>
        )}
      </span>
      <span
        className={classNames(styles["size"])}
        title={escapeInvisible(`Compressed size${about}: the sum of its layers`)}
      >
        {size === undefined ? "" : formatBytes(size)}
      </span>
      <span className={classNames(styles["created"])}>
        {created !== undefined && <RelativeTime time={created} />}
      </span>
    </>
  );
}

function Content({ tag, state }: { readonly tag: string; readonly state: TagState | undefined }) {
  if (state === undefined) {
    return <span className={classNames(styles["wide"], styles["waiting"])}>…</span>;
  }
  if (state.kind === "failed") {
    return (
      <span
        className={classNames(styles["wide"], styles["problem"])}
        title={escapeInvisible(state.failure.message)}
      >
        {escapeInvisible(state.failure.message)}
      </span>
    );
  }
  const { digest, summary } = state.content;
  return (
    <>
      <Digest digest={digest} of={tag} />
      {summary !== undefined && <Summary tag={tag} summary={summary} />}
    </>
  );
}

interface TagRowViewProps {
  readonly repository: string;
  readonly row: TagRow;
  /** What digest tags of the repository say, by digest. */
  readonly marks: ReadonlyMap<string, readonly string[]>;
  /** Opens the menu of the row. */
  readonly onMenu: (anchor: Element) => void;
}

/** A tag with what it points to, which is read while the row is on screen. */
export function TagRowView({ repository, row, marks, onMenu }: TagRowViewProps) {
  const { tag, others } = row;
  const state = useTags(({ pages }) => pages[repository]?.tags.get(tag));
  const readsManifests = useTags(({ pages }) => pages[repository]?.readsManifests);
  const digest = state?.kind === "read" ? state.content.digest : undefined;
  const known = useTags(({ pages }) => {
    const page = pages[repository];
    return page === undefined || others.length > 0 ? others : tagsOfDigest(page.tags, digest);
  });
  const same = useMemo(() => known.filter((other) => other !== tag), [known, tag]);
  useEffect(() => {
    const { want, drop } = useTags.getState();
    want(repository, tag);
    return () => drop(repository, tag);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- more is to be read once it changes
  }, [repository, tag, readsManifests]);
  return (
    <div className={classNames(styles["row"])}>
      <span className={classNames(styles["tag"])}>
        <TagName tag={tag} />
        <OtherTags tags={same} />
        {(digest === undefined ? [] : (marks.get(digest) ?? [])).map((mark) => (
          <span key={mark} className={classNames(styles["mark"])}>
            {mark}
          </span>
        ))}
      </span>
      <Content tag={tag} state={state} />
      <span data-tag-menu className={classNames(styles["menu"])}>
        <IconButton label={`Actions for ${tag}`} tip="Actions (Shift+F10)" onPress={onMenu}>
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}
