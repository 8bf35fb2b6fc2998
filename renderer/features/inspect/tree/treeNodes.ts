import { countOf } from "../../../../shared/countOf.ts";
import type { EntryProblem } from "../../../../shared/inspection.ts";
import { evidenceKey } from "../evidence/evidenceProblems.ts";
import { type Crumb, isSamePlace, type Trail } from "../visit.ts";
import type { Branch } from "./branch.ts";
import { TreeBuilder } from "./treeBuilder.ts";
import { type KnownContents, nodeId, readingNote, type TreeNode } from "./treeNode.ts";

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
        problems: [...node.problems, ...evidenceMarks(node, known)],
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

/** What is wrong with what evidence is about, if it was read: as a step of its trail, it has the image that it is of. */
function evidenceMarks(
  { trail, kind }: Pick<TreeNode, "trail" | "kind">,
  known: KnownContents,
): readonly EntryProblem[] {
  const step = trail?.at(-1);
  const mark = step && known.evidence[evidenceKey(step.text, step.attests)];
  return mark === undefined || kind === "image" || kind === "index" ? [] : [mark];
}

/** The statements in a tree that may be read for their marks. */
export function listedStatements(nodes: readonly TreeNode[]): readonly Crumb[] {
  return nodes.flatMap(({ kind, trail }) => {
    const step = trail?.at(-1);
    const isStatement = kind === "statement" || kind === "attestation";
    return isStatement && step?.blob !== undefined && step.attests !== undefined ? [step] : [];
  });
}

/** The node that shows a trail: the one it leads to, or the last step of it that the tree has. */
export function findSelected(nodes: readonly TreeNode[], trail: Trail): TreeNode | undefined {
  for (const crumb of trail.toReversed()) {
    const id = nodeId(trail.slice(0, trail.indexOf(crumb) + 1));
    const isShown = (node: TreeNode): boolean =>
      node.trail !== undefined && isSamePlace(node.trail.at(-1) ?? crumb, crumb);
    const found = nodes.find((node) => node.id === id && isShown(node)) ?? nodes.find(isShown);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/**
 * What screen readers announce once an expanded branch is read: `linux/amd64: 2 items`.
 * @returns undefined while it is read; empty if it is not shown
 */
export function describeBranch(nodes: readonly TreeNode[], id: string): string | undefined {
  const at = nodes.findIndex((node) => node.id === id);
  const branch = nodes[at];
  if (branch?.isExpanded !== true) {
    return "";
  }
  const below = nodes.slice(at + 1);
  const end = below.findIndex(({ level }) => level <= branch.level);
  const children = below
    .slice(0, end < 0 ? below.length : end)
    .filter(({ level }) => level === branch.level + 1);
  if (children.some(({ kind, label }) => kind === "note" && label === readingNote)) {
    return undefined;
  }
  const note = children.find(({ kind }) => kind === "note");
  const items = children.filter(({ kind }) => kind !== "note");
  const counted =
    items.length === 0 && note !== undefined ? note.label : countOf(items.length, "item");
  return `${branch.label}: ${counted}`;
}
