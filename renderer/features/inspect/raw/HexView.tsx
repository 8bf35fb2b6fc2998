import { type ReactNode, useState } from "react";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { bytesPerLine, hexLine } from "./hexDump.ts";
import styles from "./HexView.module.css";
import { parseOffset } from "./parseOffset.ts";
import { type BlobSource, useBlobParts } from "./useBlobParts.ts";
import { useRowScroll } from "./useRowScroll.ts";

interface HexViewProps {
  readonly source: BlobSource;
  /** Shown next to the buttons: media type, digest, size. */
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

const rowHeight = 18;

/** All bytes of a blob in hexadecimal. Only the lines in view are rendered, and only their parts are read. */
export function HexView({ source, children, actions }: HexViewProps) {
  const { size } = source.blob;
  const rows = Math.ceil(size / bytesPerLine);
  const { scroller, top, visible, height, goTo, onScroll, onKeyDown } = useRowScroll(
    rows,
    rowHeight,
  );
  const first = top * bytesPerLine;
  const last = Math.min(first + visible * bytesPerLine, size) - 1;
  const { bytesAt, failure, retry } = useBlobParts(source, { first, last });
  const lines = Array.from({ length: Math.min(visible, rows - top) }, (_, at) => top + at);
  const isReading =
    failure === undefined && lines.some((row) => bytesAt(row * bytesPerLine, 1) === undefined);
  return (
    <div className={classNames(styles["viewer"])}>
      <div className={classNames(styles["bar"])}>
        <div className={classNames(styles["facts"])}>{children}</div>
        <OffsetField size={size} onGo={(offset) => goTo(Math.floor(offset / bytesPerLine))} />
        {actions}
      </div>
      {failure !== undefined && (
        <FailureNote failure={failure}>
          <Button small onPress={retry}>
            Try again
          </Button>
        </FailureNote>
      )}
      <div
        role="table"
        aria-label="Bytes"
        aria-rowcount={rows}
        className={classNames(styles["table"])}
      >
        {/* Focusable, so that the keyboard can scroll it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          ref={scroller}
          role="rowgroup"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label="Bytes"
          className={classNames(styles["scroller"])}
          onScroll={onScroll}
          onKeyDown={onKeyDown}
        >
          <div role="presentation" style={{ height }}>
            <div role="presentation" className={classNames(styles["lines"])}>
              {lines.map((row) => (
                <Line
                  key={row}
                  row={row}
                  bytes={bytesAt(
                    row * bytesPerLine,
                    Math.min(bytesPerLine, size - row * bytesPerLine),
                  )}
                />
              ))}
            </div>
          </div>
        </div>
        <div role="status" className={classNames(styles["status"])}>
          {isReading && (
            <span className={classNames(styles["waiting"])}>
              <Spinner /> Reading bytes…
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

function Line({ row, bytes }: { readonly row: number; readonly bytes: Uint8Array | undefined }) {
  const { offset, hex, text } = hexLine(bytes ?? new Uint8Array(), row * bytesPerLine);
  return (
    <div role="row" aria-rowindex={row + 1} className={classNames(styles["line"])} data-selectable>
      <span role="rowheader" className={classNames(styles["offset"])}>
        {offset}
      </span>
      <span role="cell">{hex}</span>
      <span role="cell">{text}</span>
    </div>
  );
}

/** Goes to a byte, by its decimal or hexadecimal offset. */
function OffsetField({
  size,
  onGo,
}: {
  readonly size: number;
  readonly onGo: (offset: number) => void;
}) {
  const [text, setText] = useState("");
  const offset = parseOffset(text, size);
  return (
    <div className={classNames(styles["field"])}>
      <TextInput
        label="Go to byte"
        placeholder="Go to byte: 4096, 0x1000"
        value={text}
        onChange={setText}
        isInvalid={text.trim() !== "" && offset === undefined}
        mono
        onKeyDown={(event) => {
          if (event.key === "Enter" && offset !== undefined) {
            event.preventDefault();
            onGo(offset);
          }
        }}
      />
    </div>
  );
}
