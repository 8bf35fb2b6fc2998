import { hierarchy, treemap } from "d3-hierarchy";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { countOf } from "../../../../shared/countOf.ts";
import type { Failure } from "../../../../shared/errors.ts";
import type { SizePart } from "../../../../shared/layerFiles.ts";
import { api } from "../../../api.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { formatBytes, shortenMiddle } from "../../../ui/format.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import { type FilesPage, useFiles } from "./filesStore.ts";
import { layerColor } from "./layerColor.ts";
import styles from "./SizePicture.module.css";

interface SizePictureProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly files: FilesPage;
}

/** A rectangle of the picture. */
interface Tile {
  readonly key: string;
  readonly part: SizePart;
  readonly path: string;
  readonly depth: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** In pixels: the height of a folder's name. */
const titleHeight = 16;
/** In pixels; smaller ones cannot be told apart. */
const minSide = 4;

/** Lays out the parts of a folder as nested rectangles, the largest first. */
function layOut(whole: SizePart, width: number, height: number): readonly Tile[] {
  const root = hierarchy(whole, ({ parts }) => [...parts]).sum(({ parts, size }) =>
    parts.length === 0 ? size : 0,
  );
  const placed = treemap<SizePart>()
    .size([width, height])
    .paddingInner(1)
    .paddingOuter(1)
    .paddingTop((node) => (node.depth === 0 ? 0 : titleHeight))
    .round(true)(root);
  return placed
    .descendants()
    .slice(1)
    .map((node) => {
      const path = node
        .ancestors()
        .slice(0, -1)
        .toReversed()
        .map(({ data }) => (data.node === undefined ? "smaller ones" : data.name));
      return {
        key: path.join("/"),
        part: node.data,
        path: path.join("/"),
        depth: node.depth,
        left: node.x0,
        top: node.y0,
        width: node.x1 - node.x0,
        height: node.y1 - node.y0,
      };
    })
    .filter((tile) => tile.width >= minSide && tile.height >= minSide)
    .toSorted((a, b) => b.part.size - a.part.size || a.depth - b.depth);
}

/** The size of an element, which changes with the window. */
function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (element.current === null) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) {
        setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
      }
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, ...size };
}

type Sizes =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly whole: SizePart }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Reads the sizes of the pictured folder, and again when more of the layers is read. */
function useSizes({ files, view, pictured }: FilesPage): Sizes {
  const [sizes, setSizes] = useState<Sizes>({ kind: "reading" });
  useEffect(() => {
    if (files === undefined) {
      return;
    }
    const job = api.startJob("files:sizes", { id: files.id, view, node: pictured });
    let isCurrent = true;
    void job.result.then((result) => {
      if (isCurrent) {
        setSizes(
          result.ok
            ? { kind: "read", whole: result.value }
            : { kind: "failed", failure: result.error },
        );
      }
    });
    return () => {
      isCurrent = false;
      job.cancel();
    };
  }, [files, view, pictured]);
  return sizes;
}

function describeTile({ part, path }: Tile, whole: SizePart): string {
  const share = `${((part.size / whole.size) * 100).toFixed(1)}%`;
  return `${path}, ${formatBytes(part.size)}, ${share}, ${countOf(part.files, "file")}, layer ${part.layer + 1}`;
}

/**
 * A picture of what makes a folder big: nested rectangles by size, in the colors of the layers. It is a list sorted by
 * size, too: one rectangle takes part in the order of Tab, and the arrow keys move to the next smaller or larger one.
 */
export function SizePicture({ page, files }: SizePictureProps) {
  const { element, width, height } = useSize();
  const sizes = useSizes(files);
  const [currentKey, setCurrentKey] = useState<string>();
  const { setDisplay, selectFile, show } = useFiles.getState();
  const whole = sizes.kind === "read" ? sizes.whole : undefined;
  const tiles = useMemo(
    () => (whole === undefined || width === 0 ? [] : layOut(whole, width, height)),
    [whole, width, height],
  );
  const current = Math.max(
    tiles.findIndex(({ key }) => key === currentKey),
    0,
  );

  function open({ part }: Tile): void {
    if (part.node === undefined) {
      return;
    }
    selectFile(page, part.node);
    if (part.parts.length > 0) {
      setDisplay(page, "picture", part.node);
    } else {
      show(page, part.node);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: current + 1,
      ArrowDown: current + 1,
      ArrowLeft: current - 1,
      ArrowUp: current - 1,
      Home: 0,
      End: tiles.length - 1,
    };
    const target = targets[event.key];
    const tile = target === undefined ? undefined : tiles[target];
    if (tile !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      setCurrentKey(tile.key);
      const buttons = element.current?.querySelectorAll("button");
      buttons?.[target ?? 0]?.focus();
    }
  }

  return (
    <div className={classNames(styles["picture"])}>
      <div className={classNames(styles["head"])}>
        {files.pictured !== 0 && (
          <Button small onPress={() => setDisplay(page, "picture")}>
            Show all
          </Button>
        )}
        {whole !== undefined && (
          <span>
            {formatBytes(whole.size)} in {countOf(whole.files, "file")}. Enter opens a folder; arrow
            keys go by size.
          </span>
        )}
        {sizes.kind === "reading" && <Spinner />}
      </div>
      {sizes.kind === "failed" && <FailureNote failure={sizes.failure} />}
      <div ref={element} className={classNames(styles["frame"])}>
        {/* Its buttons take the keys. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <ul aria-label="Sizes" onKeyDown={onKeyDown}>
          {whole !== undefined &&
            tiles.map((tile, index) => (
              <li key={tile.key}>
                <button
                  type="button"
                  tabIndex={index === current ? 0 : -1}
                  aria-label={escapeInvisible(shortenMiddle(describeTile(tile, whole), 400))}
                  title={escapeInvisible(shortenMiddle(describeTile(tile, whole), 400))}
                  className={classNames(
                    styles["tile"],
                    tile.part.parts.length > 0 && styles["folder"],
                    layerColor(tile.part.layer),
                  )}
                  style={{
                    left: tile.left,
                    top: tile.top,
                    width: tile.width,
                    height: tile.height,
                    zIndex: tile.depth,
                  }}
                  onFocus={() => setCurrentKey(tile.key)}
                  onClick={() => open(tile)}
                >
                  {tile.width > 34 && tile.height > 14 && (
                    <span className={classNames(styles["name"])}>
                      {escapeInvisible(
                        shortenMiddle(
                          tile.part.node === undefined ? "smaller ones" : tile.part.name,
                          100,
                        ),
                      )}
                    </span>
                  )}
                </button>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
