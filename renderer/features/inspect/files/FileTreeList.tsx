import {
  ChevronRight,
  Cog,
  File,
  FileX,
  Folder,
  Link,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useCallback, useMemo, useRef } from "react";
import type { FileKind, FileRow } from "../../../../shared/layerFiles.ts";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { formatBytes, shortenMiddle } from "../../../ui/format.ts";
import { VirtualList, type VirtualListHandle } from "../../../ui/list/VirtualList.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { type FileNode, listFileNodes, listFoundNodes } from "./fileNodes.ts";
import styles from "./FileTreeList.module.css";
import { type FilesPage, useFiles } from "./filesStore.ts";
import { describeFile, formatMode, formatMtime } from "./formatFile.ts";
import { layerColor } from "./layerColor.ts";

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  folder: Folder,
  file: File,
  symlink: Link,
  hardlink: Link,
  character: Cog,
  block: Cog,
  pipe: Cog,
  other: Cog,
  removed: FileX,
};

/** Indents deeper levels no further, so that names stay visible. */
const maxIndent = 24;
/** In characters; the details of a selected file have the whole name. */
const maxShownName = 200;

interface FileTreeListProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly files: FilesPage;
}

function Change({ row }: { readonly row: FileRow }) {
  const { change, isOpaque, isUnsafe } = row;
  return (
    <>
      {change !== undefined && change !== "same" && (
        <span className={classNames(styles["change"], styles[change])}>{change}</span>
      )}
      {isOpaque === true && (
        <span
          className={classNames(styles["change"], styles["removed"])}
          title="The layer hides what the layers below have in this folder."
        >
          replaces content below
        </span>
      )}
      {isUnsafe === true && (
        <span
          className={classNames(styles["change"], styles["unsafe"])}
          title="The name in the layer is absolute or has “..”: a careless tool would write outside of the image."
        >
          <TriangleAlert size={11} aria-hidden /> unsafe name
        </span>
      )}
    </>
  );
}

function FileLine({ node, isFound }: { readonly node: FileNode; readonly isFound: boolean }) {
  const indent = { paddingInlineStart: 8 + Math.min(node.level - 1, maxIndent) * 14 };
  if (node.kind === "more") {
    return (
      <div className={classNames(styles["line"], styles["more"])} style={indent}>
        Show more: {node.shown.toLocaleString("en")} of {node.setSize.toLocaleString("en")} are
        listed
      </div>
    );
  }
  const { row, path } = node;
  const Icon = icons[row.kind];
  return (
    <div className={classNames(styles["line"])} style={indent}>
      <span
        data-toggle
        className={classNames(styles["arrow"], node.isExpanded === true && styles["open"])}
      >
        {node.isExpanded !== undefined && <ChevronRight size={13} aria-hidden />}
      </span>
      <Icon size={13} aria-hidden className={classNames(styles["icon"])} />
      <span
        className={classNames(styles["name"], row.kind === "removed" && styles["struck"])}
        title={escapeInvisible(shortenMiddle(path, 1000))}
      >
        <UntrustedText text={shortenMiddle(isFound ? path : row.name, maxShownName)} />
        {row.target !== undefined && (
          <span className={classNames(styles["target"])}>
            {" → "}
            <UntrustedText text={shortenMiddle(row.target, maxShownName)} />
          </span>
        )}
      </span>
      <Change row={row} />
      <span className={classNames(styles["space"])} />
      {row.layer !== undefined && (
        <span className={classNames(styles["layer"], layerColor(row.layer))}>
          layer {row.layer + 1}
        </span>
      )}
      <span className={classNames(styles["mode"])}>
        {row.mode === undefined ? "" : formatMode(row.kind, row.mode)}
      </span>
      <span className={classNames(styles["owner"])}>
        {row.uid === undefined ? "" : `${row.uid}:${row.gid}`}
      </span>
      <span className={classNames(styles["time"])}>
        {row.mtime === undefined ? "" : formatMtime(row.mtime)}
      </span>
      <span className={classNames(styles["size"])}>{formatBytes(row.size)}</span>
    </div>
  );
}

const nodeText = (node: FileNode): string =>
  node.kind === "more" ? "Show more" : describeFile(node.row);
const nodePlace = (node: FileNode): FileNode => node;

/** The files of a layer or an image as a tree; of a filter, the files that match. */
export function FileTreeList({ page, files }: FileTreeListProps) {
  const { folders, limits, found, selected } = files;
  const tree = useRef<VirtualListHandle>(null);
  const isFound = found !== undefined && files.filter !== "";
  const nodes = useMemo(
    () => (isFound ? listFoundNodes(found) : listFileNodes({ folders, limits })),
    [isFound, found, folders, limits],
  );
  const { toggle, showMore, selectFile, show } = useFiles.getState();

  function act(node: FileNode): void {
    if (node.kind === "more") {
      showMore(page, node.folder);
      return;
    }
    selectFile(page, node.row.node);
    if (node.isExpanded !== undefined) {
      toggle(page, node.row.node);
    } else if (node.row.kind === "file" || node.row.kind === "hardlink") {
      show(page, node.row.node);
    }
  }

  function onRowClick(node: FileNode, event: MouseEvent): void {
    const isToggle = event.target instanceof Element && event.target.closest("[data-toggle]");
    if (node.kind === "more" || (node.isExpanded !== undefined && isToggle)) {
      act(node);
    } else {
      selectFile(page, node.row.node);
    }
  }

  /** Source: WAI-ARIA Authoring Practices, "Tree View Pattern". */
  function onRowKeyDown(event: KeyboardEvent, node: FileNode): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }
    const at = nodes.indexOf(node);
    if (event.key === "ArrowRight" && node.isExpanded !== undefined) {
      if (node.isExpanded) {
        tree.current?.show(nodes[at + 1]?.id ?? node.id, { focus: true });
      } else {
        act(node);
      }
    } else if (event.key === "ArrowLeft") {
      const parent = nodes.slice(0, at).findLast(({ level }) => level < node.level);
      if (node.isExpanded === true) {
        act(node);
      } else if (parent !== undefined) {
        tree.current?.show(parent.id, { focus: true });
      }
    } else if (event.key === " " && node.kind === "file") {
      selectFile(page, node.row.node);
    } else {
      return;
    }
    event.preventDefault();
  }

  const renderNode = useCallback(
    (node: FileNode) => <FileLine node={node} isFound={isFound} />,
    [isFound],
  );
  return (
    <VirtualList
      ref={tree}
      label="Files"
      items={nodes}
      estimatedHeight={24}
      textOf={nodeText}
      placeOf={nodePlace}
      selectedId={selected === undefined ? undefined : String(selected)}
      onRowClick={onRowClick}
      onRowKeyDown={onRowKeyDown}
      onAction={act}
    >
      {renderNode}
    </VirtualList>
  );
}
