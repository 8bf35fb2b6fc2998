import { ChevronRight, Cog, File, FileX, Folder, Link, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useMemo, useRef } from "react";
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

interface CellProps {
  readonly text: string;
  readonly look: string | undefined;
  readonly title?: string;
}

/** A column for the eye only: the name of the row says the same. */
function Cell({ text, look, title }: CellProps) {
  return text === "" ? (
    <span className={look} />
  ) : (
    <span className={classNames(styles["cell"], look)} data-text={text} title={title} />
  );
}

function Changes({ row }: { readonly row: FileRow }) {
  const { change, isOpaque, isUnsafe } = row;
  return (
    <>
      {change !== undefined && change !== "same" && (
        <Cell text={change} look={classNames(styles["change"], styles[change])} />
      )}
      {isOpaque === true && (
        <Cell
          text="replaces content below"
          look={classNames(styles["change"], styles["removed"])}
          title="The layer hides what the layers below have in this folder."
        />
      )}
      {isUnsafe === true && (
        <Cell
          text="unsafe name"
          look={classNames(styles["change"], styles["unsafe"])}
          title="The name in the layer is absolute or has “..”: a careless tool would write outside of the image."
        />
      )}
    </>
  );
}

function FileLine({ node }: { readonly node: FileNode }) {
  const indent = { paddingInlineStart: 8 + Math.min(node.level - 1, maxIndent) * 14 };
  if (node.kind === "more") {
    return (
      <div className={classNames(styles["line"], styles["more"])} style={indent}>
        {moreText(node)}
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
        <UntrustedText text={shortenMiddle(node.label, maxShownName)} />
        {row.target !== undefined && (
          <span className={classNames(styles["target"])}>
            {" → "}
            <UntrustedText text={shortenMiddle(row.target, maxShownName)} />
          </span>
        )}
      </span>
      <Changes row={row} />
      <span className={classNames(styles["space"])} />
      {row.layer !== undefined && (
        <Cell
          text={`layer ${row.layer + 1}`}
          look={classNames(styles["layer"], layerColor(row.layer))}
        />
      )}
      <Cell
        text={row.mode === undefined ? "" : formatMode(row.kind, row.mode)}
        look={classNames(styles["mode"])}
      />
      <Cell
        text={row.uid === undefined ? "" : `${row.uid}:${row.gid}`}
        look={classNames(styles["owner"])}
      />
      <Cell
        text={row.mtime === undefined ? "" : formatMtime(row.mtime)}
        look={classNames(styles["time"])}
      />
      <Cell text={formatBytes(row.size)} look={classNames(styles["size"])} />
    </div>
  );
}

function moreText({ shown, setSize }: Extract<FileNode, { kind: "more" }>): string {
  return `Show more: ${shown.toLocaleString("en")} of ${setSize.toLocaleString("en")} are listed`;
}

const nodeText = (node: FileNode): string =>
  node.kind === "more" ? moreText(node) : describeFile(node.row, node.label);
const nodePlace = (node: FileNode): FileNode => node;
const renderNode = (node: FileNode) => <FileLine node={node} />;

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
      const next = nodes[at + 1];
      if (!node.isExpanded) {
        act(node);
      } else if (next !== undefined && next.level > node.level) {
        tree.current?.show(next.id, { focus: true });
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
