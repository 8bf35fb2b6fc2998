import type { ListItem, TreePlace } from "../../../ui/list/listItem.ts";
import type { Failure } from "../../../../shared/errors.ts";
import type { EntryProblem } from "../../../../shared/inspection.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import type { useContents } from "../contentsStore.ts";
import type { useEvidenceProblems } from "../evidence/evidenceProblems.ts";
import type { ListedEntry } from "../listedEntry.ts";
import type { Crumb, Trail } from "../visit.ts";

/** What a tree reads when a branch is opened. */
export type BranchRead =
  | { readonly kind: "entries"; readonly entries: readonly ListedEntry[] }
  | { readonly kind: "index"; readonly text: string }
  | { readonly kind: "referrers"; readonly repository: string; readonly digest: string };

/** A row of the tree of contents. */
export interface TreeNode extends ListItem, TreePlace {
  readonly kind:
    | "index"
    | "image"
    | "artifact"
    | "attestation"
    | "statement"
    | "group"
    | "referrer"
    | "note";
  /** May be outside text. */
  readonly label: string;
  /** Undefined for what cannot be opened. */
  readonly trail: Trail | undefined;
  readonly digest: string | undefined;
  readonly problems: readonly EntryProblem[];
  /** The evidence of an image: `provenance`. */
  readonly evidence: readonly string[];
  /** What a note tells: it is shown with its details and buttons for what to do next. */
  readonly failure?: Failure;
  /** The entry of an index that it is, whose marks are read. */
  readonly entry?: { readonly repository: string; readonly row: EntryRow };
  /** What to read when it is expanded. */
  readonly reads: readonly BranchRead[];
}

/** What the tree shows. */
export interface KnownContents extends Pick<
  ReturnType<typeof useContents.getState>,
  "inspections" | "details" | "referrers"
> {
  /** What is wrong with evidence that was read. */
  readonly evidence: ReturnType<typeof useEvidenceProblems.getState>["problems"];
}

/** The note of a branch whose content is being read. */
export const readingNote = "Reading…";

/** The id of the branch of what refers to the content of another branch. */
export function referrersId(id: string): string {
  return `${id}\nreferrers`;
}

/** The id of the node that a trail leads to, if each step is an entry of the one before. */
export function nodeId(trail: readonly Crumb[]): string {
  return trail.map(({ text, blob }) => blob?.digest ?? text).join("\n");
}

/** The branches that are expanded at first. */
export function firstExpanded(root: string): ReadonlySet<string> {
  return new Set([root, referrersId(root)]);
}
