import { useMemo } from "react";
import { GridList, GridListItem, ListLayout, Virtualizer } from "react-aria-components";
import type { InspectedContent } from "../../../shared/inspection.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { AttestationLine } from "../../image/AttestationLine.tsx";
import { entryLabel } from "../../image/entryLabel.ts";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { countOf } from "../../../shared/countOf.ts";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { CommonProperties } from "./Properties.tsx";

interface EntryProps {
  readonly row: EntryRow;
  readonly repository: string;
}

function Entry({ row, repository }: EntryProps) {
  const { descriptor } = row;
  const label = entryLabel(row);
  return (
    <div className={classNames(styles["entry"])}>
      <span className={classNames(styles["platform"])}>{label}</span>
      <DigestLink repository={repository} descriptor={descriptor} of={label} />
      <span className={classNames(styles["muted"])} title={escapeInvisible(descriptor.mediaType)}>
        {mediaTypeName(descriptor.mediaType)}
      </span>
      <span className={classNames(styles["size"])}>
        <ManifestSize size={descriptor.size} />
      </span>
      <div className={classNames(styles["under"])}>
        <AnnotationLines annotations={descriptor.annotations ?? {}} />
        {row.attestations.map((attestation) => (
          <AttestationLine
            key={attestation.descriptor.digest}
            attestation={attestation}
            digest={
              <DigestLink
                repository={repository}
                descriptor={attestation.descriptor}
                of="attestation"
                attests={descriptor.digest}
              />
            }
          />
        ))}
      </div>
    </div>
  );
}

interface IndexContentProps {
  readonly content: Extract<InspectedContent, { kind: "index" }>;
  readonly repository: string;
}

/** An index: its properties and its entries, each with its attestations and annotations. */
export function IndexContent({ content, repository }: IndexContentProps) {
  // The same digest may be listed more than once, so the position is part of the id.
  const items = useMemo(
    () => content.rows.map((row, at) => ({ id: `${at} ${row.descriptor.digest}`, row })),
    [content.rows],
  );
  return (
    <div className={classNames(styles["index"])}>
      <CommonProperties content={content} repository={repository} />
      <h3 className={classNames(styles["count"])}>
        {countOf(content.rows.length, "entry", "entries")}
      </h3>
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ estimatedRowSize: 48 }}
        shouldObserveItemSize
      >
        <GridList
          aria-label="Entries of the index"
          items={items}
          keyboardNavigationBehavior="tab"
          className={classNames(styles["list"])}
          renderEmptyState={() => (
            <p className={classNames(styles["none"])}>The index has no entries.</p>
          )}
        >
          {(item) => (
            <GridListItem
              id={item.id}
              textValue={entryLabel(item.row)}
              className={classNames(styles["item"])}
            >
              <Entry row={item.row} repository={repository} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}
