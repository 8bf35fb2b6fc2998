import { create } from "zustand";
import { useContents } from "../contentsStore.ts";
import { type BranchRead, firstExpanded, nodeId, type TreeNode } from "./treeNode.ts";
import type { SavedViews } from "../../../../shared/viewState.ts";
import type { Trail } from "../visit.ts";

interface TreeState {
  /** The ids of expanded branches, by the reference of the tree. */
  readonly expanded: Readonly<Record<string, ReadonlySet<string>>>;
  /** Expands or folds a branch. An expanded one is read. */
  readonly setExpanded: (root: string, node: TreeNode, isExpanded: boolean) => void;
  /** Expands the branches above the content that a trail leads to. */
  readonly reveal: (trail: Trail) => void;
  /** Branches that were restored and not read yet, by the reference of the tree. */
  readonly unread: Readonly<Record<string, ReadonlySet<string>>>;
  /** Expands the branches of the last start. They are read when they are shown. */
  readonly restore: (trees: SavedViews["trees"]) => void;
  /** Reads the restored branches among the shown ones. */
  readonly readRestored: (root: string, shown: readonly TreeNode[]) => void;
}

/** Which branches of the trees of contents are expanded. */
export const useTree = create<TreeState>()((set, get) => {
  function change(root: string, edit: (expanded: Set<string>) => void): void {
    const expanded = new Set(get().expanded[root] ?? firstExpanded(root));
    edit(expanded);
    set({ expanded: { ...get().expanded, [root]: expanded } });
  }
  return {
    expanded: {},
    unread: {},
    restore: (trees) => {
      const expanded = Object.fromEntries(
        trees.map((tree) => [tree.root, new Set(tree.expanded)] as const),
      );
      set({ expanded, unread: expanded });
    },
    readRestored: (root, shown) => {
      const unread = get().unread[root];
      // The entries of the opened index are read as their rows are scrolled to.
      const found = shown.filter(({ id, level }) => level > 1 && unread?.has(id) === true);
      if (unread !== undefined && found.length > 0) {
        const left = new Set(unread);
        found.forEach(({ id }) => left.delete(id));
        set({ unread: { ...get().unread, [root]: left } });
        found.forEach(({ reads }) => readBranch(reads));
      }
    },
    setExpanded: (root, node, isExpanded) => {
      change(root, (expanded) => (isExpanded ? expanded.add(node.id) : expanded.delete(node.id)));
      if (isExpanded) {
        readBranch(node.reads);
      }
    },
    reveal: (trail) => {
      const above = trail.slice(0, -1).map((_, at) => nodeId(trail.slice(0, at + 1)));
      const expanded = get().expanded[trail[0].text] ?? firstExpanded(trail[0].text);
      if (above.some((id) => !expanded.has(id))) {
        change(trail[0].text, (ids) => above.forEach((id) => ids.add(id)));
      }
    },
  };
});

/** Reads what a branch shows. */
export function readBranch(reads: readonly BranchRead[]): void {
  const { readEntries, readInspection, readReferrers } = useContents.getState();
  for (const read of reads) {
    switch (read.kind) {
      case "entries":
        readEntries(read.entries);
        break;
      case "index":
        readInspection(read.text);
        break;
      case "referrers":
        readReferrers(read.repository, read.digest);
        break;
    }
  }
}
