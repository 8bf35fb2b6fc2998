import { type Crumb, isSamePlace, type Trail } from "../visit.ts";
import { type Branch, TreeBuilder } from "./treeBuilder.ts";
import { type KnownContents, nodeId, type TreeNode } from "./treeNode.ts";

/**
 * Lists the rows of the tree of what was opened.
 * @param root where the tree starts
 * @param expanded the ids of expanded branches
 */
export function listNodes(
  root: Crumb,
  known: KnownContents,
  expanded: ReadonlySet<string>,
): readonly TreeNode[] {
  const inspection = known.inspections[root.text];
  if (inspection?.kind !== "read") {
    return [];
  }
  const nodes: TreeNode[] = [];
  const add = (listed: readonly Branch[], level: number): void => {
    // An index, a manifest or a registry may list the same content twice.
    const branches = [...new Map(listed.map((branch) => [branch.node.id, branch])).values()];
    branches.forEach(({ node, children }, at) => {
      const isOpen = expanded.has(node.id);
      nodes.push({
        ...node,
        level,
        position: at + 1,
        setSize: branches.length,
        isExpanded: children && isOpen,
      });
      if (children && isOpen) {
        add(children(), level + 1);
      }
    });
  };
  add([new TreeBuilder(known).rootBranch(root, inspection.value)], 1);
  return nodes;
}

/** The node that shows a trail: the one it leads to, or the last step of it that the tree has. */
export function findSelected(nodes: readonly TreeNode[], trail: Trail): TreeNode | undefined {
  for (const crumb of trail.toReversed()) {
    const found =
      nodes.find(({ id }) => id === nodeId(trail.slice(0, trail.indexOf(crumb) + 1))) ??
      nodes.find((node) => node.trail && isSamePlace(node.trail.at(-1) ?? crumb, crumb));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
