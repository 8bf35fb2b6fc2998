import { create } from "zustand";
import { useContents } from "../contentsStore.ts";
import { type BranchRead, firstExpanded, nodeId, type TreeNode } from "./treeNode.ts";
import type { Trail } from "../visit.ts";

interface TreeState {
  /** The ids of expanded branches, by the reference of the tree. */
  readonly expanded: Readonly<Record<string, ReadonlySet<string>>>;
  /** Expands or folds a branch. An expanded one is read. */
  readonly setExpanded: (root: string, node: TreeNode, isExpanded: boolean) => void;
  /** Expands the branches above the content that a trail leads to. */
  readonly reveal: (trail: Trail) => void;
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
