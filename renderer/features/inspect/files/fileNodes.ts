import type { FileRow, FolderRows, FoundFiles } from "../../../../shared/layerFiles.ts";
import type { ListItem, TreePlace } from "../../../ui/list/listItem.ts";

/** A row of the tree of files: a file or folder, or a button for more of a folder. */
export type FileNode = ListItem &
  TreePlace &
  (
    | {
        readonly kind: "file";
        readonly row: FileRow;
        readonly path: string;
        /** Its name, or its path if it was found. */ readonly label: string;
      }
    | { readonly kind: "more"; readonly folder: number; readonly shown: number }
  );

interface Listed {
  readonly folders: ReadonlyMap<number, FolderRows>;
  /** Folders that are expanded. */
  readonly limits: ReadonlyMap<number, number>;
}

/** Returns the rows of all expanded folders, from the root. */
export function listFileNodes({ folders, limits }: Listed): readonly FileNode[] {
  const nodes: FileNode[] = [];
  const append = (folder: number, path: string, level: number): void => {
    const listed = folders.get(folder);
    if (listed === undefined) {
      return;
    }
    listed.rows.forEach((row, index) => {
      const isExpanded = row.isExpandable ? limits.has(row.node) : undefined;
      const own = `${path}/${row.name}`;
      nodes.push({
        kind: "file",
        id: String(row.node),
        row,
        path: own.slice(1),
        label: row.name,
        level,
        position: index + 1,
        setSize: listed.total,
        isExpanded,
      });
      if (isExpanded === true) {
        append(row.node, own, level + 1);
      }
    });
    if (listed.total > listed.rows.length) {
      nodes.push({
        kind: "more",
        id: `more ${folder}`,
        folder,
        shown: listed.rows.length,
        level,
        position: listed.rows.length + 1,
        setSize: listed.total,
        isExpanded: undefined,
      });
    }
  };
  append(0, "", 1);
  return nodes;
}

/** Returns the rows of what was found, each with its path. */
export function listFoundNodes({ rows }: FoundFiles): readonly FileNode[] {
  return rows.map((row, index) => ({
    kind: "file",
    id: String(row.node),
    row,
    path: row.path,
    label: row.path,
    level: 1,
    position: index + 1,
    setSize: rows.length,
    isExpanded: undefined,
  }));
}
