import {
  ChevronRight,
  CircleAlert,
  FileJson,
  Layers,
  Link2,
  Package,
  ShieldCheck,
  SquareStack,
} from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Failure } from "../../../../shared/errors.ts";
import { useNavigation } from "../../../navigation.ts";
import { classNames } from "../../../ui/classNames.ts";
import { VirtualList, type VirtualListHandle } from "../../../ui/list/VirtualList.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useContents } from "../contentsStore.ts";
import { ContentMenu, type OpenContentMenu } from "../ContentMenu.tsx";
import { problemNames } from "../entryFacts.ts";
import { useEvidenceProblems } from "../evidence/evidenceProblems.ts";
import { useEntryReads, useReferrerReads } from "../index/useEntryReads.ts";
import { useInspect } from "../inspectStore.ts";
import type { Trail } from "../visit.ts";
import styles from "./ContentsTree.module.css";
import { firstExpanded, type KnownContents, type TreeNode } from "./treeNode.ts";
import { describeBranch, findSelected, listedStatements, listNodes } from "./treeNodes.ts";
import { readBranch, useTree } from "./treeStore.ts";

const icons: Readonly<Record<TreeNode["kind"], typeof Layers>> = {
  index: SquareStack,
  image: Layers,
  artifact: Package,
  attestation: ShieldCheck,
  statement: FileJson,
  group: Link2,
  referrer: ShieldCheck,
  note: FileJson,
};

/** The label of a node with its marks, for screen readers and type-ahead. */
function nodeText({ label, problems, evidence }: TreeNode): string {
  const marks = problems.map(({ kind }) => problemNames[kind]);
  const found = evidence.length === 0 ? [] : [`with ${evidence.join(", ")}`];
  return [label, ...found, ...marks].join(", ");
}

/** Why something could not be listed: on one line, with its details and what to do next. */
function FailedNode({ failure, level }: { readonly failure: Failure; readonly level: number }) {
  return (
    <div
      className={classNames(styles["failed"])}
      style={{ paddingInlineStart: 20 + (level - 1) * 14 }}
    >
      <RequestFailure failure={failure} isInRow />
    </div>
  );
}

/** Reads what marks an entry while its row is shown. */
function EntryReads({ repository, row }: NonNullable<TreeNode["entry"]>) {
  useEntryReads(repository, row, true);
  useReferrerReads(repository, row.descriptor.digest, true);
  return null;
}

interface NodeProps {
  readonly node: TreeNode;
  readonly readsEntry: boolean;
  readonly onToggle: (node: TreeNode) => void;
}

function Node({ node, readsEntry, onToggle }: NodeProps) {
  const Icon = icons[node.kind];
  if (node.failure !== undefined) {
    return <FailedNode failure={node.failure} level={node.level} />;
  }
  return (
    <div
      className={classNames(styles["node"], node.kind === "note" && styles["note"])}
      style={{ paddingInlineStart: 6 + (node.level - 1) * 14 }}
    >
      {readsEntry && node.entry !== undefined && <EntryReads {...node.entry} />}
      {/* The keys Left and Right do the same. */}
      <span
        className={classNames(styles["arrow"], node.isExpanded === true && styles["open"])}
        data-toggle
        aria-hidden
        onClick={() => onToggle(node)}
      >
        {node.isExpanded !== undefined && <ChevronRight size={12} />}
      </span>
      {node.kind !== "note" && (
        <Icon size={13} aria-hidden className={classNames(styles["icon"])} />
      )}
      <span className={classNames(styles["label"])} title={escapeInvisible(node.label)}>
        <UntrustedText text={node.label} />
      </span>
      {node.evidence.map((name) => (
        <span key={name} className={classNames(styles["badge"])} title={name}>
          <ShieldCheck size={11} aria-hidden />
        </span>
      ))}
      {node.problems.slice(0, 1).map(({ kind, message }) => (
        <span key={kind} className={classNames(styles["problem"])} title={message}>
          <CircleAlert size={11} aria-hidden /> {problemNames[kind]}
        </span>
      ))}
    </div>
  );
}

const nothingKnown: KnownContents = { inspections: {}, details: {}, referrers: {}, evidence: {} };

/** The tree of what was opened: indexes, platforms, attestations, and what refers to them. */
export function ContentsTree({ trail }: { readonly trail: Trail }) {
  const [root] = trail;
  const inspections = useContents((state) => state.inspections);
  const details = useContents((state) => state.details);
  const referrers = useContents((state) => state.referrers);
  const evidence = useEvidenceProblems((state) => state.problems);
  const expanded = useTree((state) => state.expanded[root.text]);
  const { setExpanded, reveal } = useTree.getState();
  const { openTrail } = useInspect.getState();
  const opened = inspections[root.text];
  // The details of an index read its entries. After a restart, or by a link, content below it may be shown before it.
  const readsEntries =
    trail.length > 1 && opened?.kind === "read" && opened.value.isMetered !== true;
  const tree = useRef<VirtualListHandle>(null);
  /** Expanded branches whose content screen readers are told of when it is read. */
  const awaited = useRef(new Set<string>());
  const [menu, setMenu] = useState<OpenContentMenu>();
  const known = useMemo(
    () => ({ inspections, details, referrers, evidence }),
    [inspections, details, referrers, evidence],
  );
  // The tree of thousands of entries follows the details, which it would hold up.
  const shown = useDeferredValue(known, nothingKnown);
  const nodes = useMemo(
    () => listNodes(root, shown, expanded ?? firstExpanded(root.text)),
    [root, shown, expanded],
  );
  const selected = useMemo(() => findSelected(nodes, trail), [nodes, trail]);
  useEffect(() => reveal(trail), [reveal, trail]);
  const selectedId = selected?.id;
  useEffect(() => {
    if (selectedId !== undefined) {
      tree.current?.show(selectedId);
    }
  }, [selectedId]);
  useEffect(() => {
    // Short statements of expanded branches, for their marks.
    useEvidenceProblems.getState().checkStatements(listedStatements(nodes));
  }, [nodes]);
  const rootDigest = nodes[0]?.digest;
  useEffect(() => {
    // What refers to the opened content is expanded at first.
    const group = nodes.find(({ kind, level }) => kind === "group" && level === 2);
    readBranch(group?.reads ?? []);
    // Only another content is read anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rootDigest, root.text]);

  useEffect(() => useTree.getState().readRestored(root.text, nodes), [root.text, nodes]);

  useEffect(() => {
    for (const id of awaited.current) {
      const text = describeBranch(nodes, id);
      if (text !== undefined) {
        awaited.current.delete(id);
        if (text !== "") {
          useNavigation.getState().announce(text);
        }
      }
    }
  }, [nodes]);

  function toggle(node: TreeNode): void {
    if (node.isExpanded === false && node.reads.length > 0) {
      awaited.current.add(node.id);
    }
    setExpanded(root.text, node, node.isExpanded !== true);
  }

  function open(node: TreeNode, inNewTab: boolean): void {
    if (node.trail !== undefined) {
      openTrail(node.trail, inNewTab);
    } else if (node.kind === "group") {
      toggle(node);
    }
  }

  function onRowClick(node: TreeNode, event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest("[data-toggle]") !== null) {
      return;
    }
    open(node, event.ctrlKey || event.metaKey || event.button === 1);
  }

  /** Source: WAI-ARIA Authoring Practices, "Tree View Pattern". */
  function onRowKeyDown(event: KeyboardEvent, node: TreeNode): void {
    const move = moveOf(event.key, node);
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      (event.altKey && event.key !== "Enter")
    ) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      open(node, event.altKey);
    } else if (move !== undefined) {
      move();
    } else {
      return;
    }
    event.preventDefault();
  }

  function moveOf(key: string, node: TreeNode): (() => void) | undefined {
    const at = nodes.indexOf(node);
    switch (key) {
      case "ArrowRight":
        return () => {
          const next = nodes[at + 1];
          if (node.isExpanded === false) {
            toggle(node);
          } else if (node.isExpanded === true && next !== undefined && next.level > node.level) {
            tree.current?.show(next.id, { focus: true });
          }
        };
      case "ArrowLeft":
        return () => {
          const parent = nodes.slice(0, at).findLast(({ level }) => level < node.level);
          if (node.isExpanded === true) {
            toggle(node);
          } else if (parent !== undefined) {
            tree.current?.show(parent.id, { focus: true });
          }
        };
      default:
        return undefined;
    }
  }

  return (
    <>
      <VirtualList
        ref={tree}
        label="Contents"
        items={nodes}
        estimatedHeight={24}
        textOf={nodeText}
        placeOf={placeOf}
        isNamedByContent={hasControls}
        selectedId={selectedId}
        onRowClick={onRowClick}
        onRowKeyDown={onRowKeyDown}
        onMenu={({ label, trail: to, digest = "" }, anchor) =>
          to !== undefined && setMenu({ label, trail: to, digest, anchor })
        }
      >
        {(node) => (
          <Node node={node} readsEntry={readsEntries && node.level === 2} onToggle={toggle} />
        )}
      </VirtualList>
      {menu !== undefined && <ContentMenu {...menu} onClose={() => setMenu(undefined)} />}
    </>
  );
}

/** Whether a node has buttons, whose names are part of its name. */
function hasControls({ failure }: TreeNode): boolean {
  return failure !== undefined;
}

function placeOf(node: TreeNode): TreeNode {
  return node;
}
