import type { EntryDetails, Inspection } from "../../../../shared/inspection.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { shortReference } from "../../../image/shortReference.ts";
import type { TreePlace } from "../../../ui/list/listItem.ts";
import { attestationLabel, entryProblems, evidenceNames, rowProblems } from "../entryFacts.ts";
import { isBuildkitReferrer, referrerName } from "../evidence/referrerName.ts";
import { statementStep } from "../evidence/statementStep.ts";
import { descriptorKey, listedEntry } from "../listedEntry.ts";
import type { Crumb, Trail } from "../visit.ts";
import { type KnownContents, nodeId, referrersId, type TreeNode } from "./treeNode.ts";

/** A node with the branches below it. */
export interface Branch {
  readonly node: Omit<TreeNode, keyof TreePlace>;
  /** Undefined for a leaf. */
  readonly children: (() => readonly Branch[]) | undefined;
}

/** Makes the branches of what is known. The children of a branch are made when it is expanded. */
export class TreeBuilder {
  readonly #known: KnownContents;

  constructor(known: KnownContents) {
    this.#known = known;
  }

  rootBranch(root: Crumb, inspection: Inspection): Branch {
    const { content, repository, digest } = inspection;
    const id = nodeId([root]);
    const trail: Trail = [root];
    const kind = content.kind === "index" || content.kind === "image" ? content.kind : "artifact";
    const hasReferrers = content.kind !== "blob" && content.kind !== "opaque";
    const children = (): readonly Branch[] => [
      ...this.#contentBranches(inspection, id, trail),
      ...(hasReferrers
        ? [this.#referrersBranch({ id, trail, repository, digest }, new Set())]
        : []),
    ];
    const node = {
      ...plain,
      id,
      kind,
      label: shortReference(root.text),
      trail,
      digest,
    } as const;
    return { node, children: hasReferrers ? children : undefined };
  }

  #contentBranches(inspection: Inspection, id: string, trail: Trail): readonly Branch[] {
    const { content, repository } = inspection;
    switch (content.kind) {
      case "index":
        return this.#rowBranches(content.rows, { id, trail, repository });
      case "artifact":
      case "image":
        return content.layers.flatMap(({ descriptor }) =>
          isStatement(descriptor)
            ? [
                statementBranch({
                  descriptor,
                  repository,
                  id,
                  trail,
                  attests: content.subject?.digest,
                }),
              ]
            : [],
        );
      default:
        return [];
    }
  }

  #rowBranches(rows: readonly EntryRow[], parent: ParentBranch): readonly Branch[] {
    const seen = new Map<string, number>();
    return rows.map((row) => {
      const { digest } = row.descriptor;
      const copy = seen.get(digest) ?? 0;
      seen.set(digest, copy + 1);
      return this.#rowBranch(row, parent, copy);
    });
  }

  /** @param copy how many rows above have the same digest */
  #rowBranch(row: EntryRow, parent: ParentBranch, copy: number): Branch {
    const { repository } = parent;
    const { descriptor, attestations } = row;
    if (row.kind === "attestation") {
      const branch = this.#attestationBranch(descriptor, parent, undefined);
      const problems = rowProblems(row, this.#details(repository, descriptor));
      return { ...branch, node: { ...branch.node, problems } };
    }
    const { digest } = descriptor;
    const node = this.#rowNode(row, parent, copy);
    const { id, trail } = node;
    const nested =
      row.kind === "index" ? this.#known.inspections[`${repository}@${digest}`] : undefined;
    const self = { id, trail, repository };
    const children = (): readonly Branch[] => [
      ...(nested?.kind === "read" ? this.#contentBranches(nested.value, id, trail) : []),
      ...(nested?.kind === "reading" ? [noteBranch(id, "Reading…")] : []),
      ...(nested?.kind === "failed" ? [noteBranch(id, nested.error.message)] : []),
      ...attestations.map((attestation) =>
        this.#attestationBranch(attestation.descriptor, self, digest),
      ),
      this.#referrersBranch(
        { ...self, digest },
        new Set(attestations.map((attestation) => attestation.descriptor.digest)),
      ),
    ];
    return { node, children };
  }

  /** The node of a row. It is kept until more is known of the row: an index has thousands, read a few at a time. */
  #rowNode(row: EntryRow, parent: ParentBranch, copy: number): RowNode {
    const { repository, trail } = parent;
    const { descriptor, attestations } = row;
    const kept = rowNodes.get(row);
    if (
      kept?.parent === parent.id &&
      kept.copy === copy &&
      kept.details === this.#details(repository, descriptor) &&
      attestations.every(
        (each, at) => kept.ofAttestations[at] === this.#details(repository, each.descriptor),
      )
    ) {
      return kept.node;
    }
    const details = this.#details(repository, descriptor);
    const text = `${repository}@${descriptor.digest}`;
    const label = entryLabel(row);
    const node: RowNode = {
      ...plain,
      id: `${parent.id}\n${text}${copy === 0 ? "" : ` ${copy}`}`,
      kind: row.kind,
      label,
      trail: [...trail, { text, label }],
      digest: descriptor.digest,
      problems: entryProblems(details),
      evidence: evidenceNames(row, (each) => this.#details(repository, each)),
      reads: [
        ...(row.kind === "index" ? [{ kind: "index", text } as const] : []),
        {
          kind: "entries",
          entries: attestations.map((each) => listedEntry(repository, each.descriptor)),
        },
      ],
    };
    const ofAttestations = attestations.map((each) => this.#details(repository, each.descriptor));
    rowNodes.set(row, { node, parent: parent.id, copy, details, ofAttestations });
    return node;
  }

  /** @param attests the digest of its image; undefined if the index does not list it */
  #attestationBranch(
    descriptor: Descriptor,
    parent: ParentBranch,
    attests: string | undefined,
  ): Branch {
    const { repository } = parent;
    const details = this.#details(repository, descriptor);
    const statements = details?.kind === "read" ? details.statements : [];
    const text = `${repository}@${descriptor.digest}`;
    const label = attestationLabel(details);
    const id = `${parent.id}\n${text}`;
    const trail: Trail = [...parent.trail, { text, label: "attestation", attests }];
    const [statement] = statements;
    if (statement !== undefined && statements.length === 1 && attests !== undefined) {
      // Its only statement is what people look for.
      const { node } = statementBranch({ ...statement, repository, id, trail, attests });
      const problems = entryProblems(details);
      return { node: { ...node, kind: "attestation", problems }, children: undefined };
    }
    return {
      node: {
        ...plain,
        id,
        kind: "attestation",
        label,
        trail,
        digest: descriptor.digest,
        problems: entryProblems(details),
        reads: [{ kind: "entries", entries: [listedEntry(repository, descriptor)] }],
      },
      children: () =>
        details === undefined
          ? [noteBranch(id, "Reading…")]
          : statements.map((each) =>
              statementBranch({ descriptor: each.descriptor, repository, id, trail, attests }),
            ),
    };
  }

  /** @param listed referrers that are shown as attestations of the image already */
  #referrersBranch(
    parent: ParentBranch & { readonly digest: string },
    listed: ReadonlySet<string>,
  ): Branch {
    const { repository, digest } = parent;
    const id = referrersId(parent.id);
    const state = this.#known.referrers[`${repository}@${digest}`];
    const children = (): readonly Branch[] => {
      switch (state?.kind) {
        case undefined:
        case "reading":
          return [noteBranch(id, "Reading…")];
        case "failed":
          return [noteBranch(id, `Could not be listed: ${state.error.message}`)];
        case "read": {
          const { rows, failure } = state.value;
          const shown = rows.filter((row) => !listed.has(row.descriptor.digest));
          const notes = failure === undefined ? [] : [`A part is missing: ${failure.message}`];
          if (shown.length === 0 && failure === undefined) {
            notes.push(listed.size === 0 ? "nothing" : "nothing else");
          }
          return [
            ...shown.map((row) => {
              if (isBuildkitReferrer(row)) {
                const self = { id, trail: parent.trail, repository };
                const { node, children: below } = this.#attestationBranch(
                  row.descriptor,
                  self,
                  digest,
                );
                const isRead = this.#details(repository, row.descriptor) !== undefined;
                const label = isRead ? node.label : referrerName(row);
                return { node: { ...node, label }, children: below };
              }
              const text = `${repository}@${row.descriptor.digest}`;
              const label = referrerName(row);
              const node = {
                ...plain,
                id: `${id}\n${row.tag ?? text}`,
                kind: "referrer",
                label,
                trail: [...parent.trail, { text, label, attests: digest }],
                digest: row.descriptor.digest,
              } as const;
              return { node, children: undefined };
            }),
            ...notes.map((note) => noteBranch(id, note)),
          ];
        }
      }
    };
    const node = {
      ...plain,
      id,
      kind: "group",
      label: "refers to this",
      reads: [{ kind: "referrers", repository, digest }],
    } as const;
    return { node, children };
  }

  #details(repository: string, descriptor: Descriptor): EntryDetails | undefined {
    return this.#known.details[descriptorKey(repository, descriptor)];
  }
}

/** The node of a row of an index, which has a trail. */
type RowNode = Branch["node"] & { readonly trail: Trail };

/** The nodes of rows, with what was known of the row and its attestations. */
const rowNodes = new WeakMap<
  EntryRow,
  {
    readonly node: RowNode;
    /** The id of the branch it is in. */
    readonly parent: string;
    readonly copy: number;
    readonly details: EntryDetails | undefined;
    readonly ofAttestations: readonly (EntryDetails | undefined)[];
  }
>();

interface ParentBranch {
  readonly id: string;
  readonly trail: Trail;
  readonly repository: string;
}

const plain = {
  trail: undefined,
  digest: undefined,
  problems: [],
  evidence: [],
  reads: [],
} as const;

function noteBranch(parent: string, label: string): Branch {
  const node = { ...plain, id: `${parent}\nnote ${label}`, kind: "note", label } as const;
  return { node, children: undefined };
}

function isStatement({ annotations = {} }: Descriptor): boolean {
  return (
    annotations["in-toto.io/predicate-type"] !== undefined ||
    annotations["predicateType"] !== undefined
  );
}

function statementBranch({
  descriptor,
  repository,
  id,
  trail,
  attests,
}: ParentBranch & {
  readonly descriptor: Descriptor;
  readonly attests: string | undefined;
}): Branch {
  const { annotations = {}, digest } = descriptor;
  const predicateType =
    annotations["in-toto.io/predicate-type"] ?? annotations["predicateType"] ?? "";
  const step = statementStep(repository, { statement: descriptor, predicateType, attests });
  const node = {
    ...plain,
    id: `${id}\n${digest}`,
    kind: "statement",
    label: step.label,
    trail: [...trail, step] as const,
    digest,
  } as const;
  return { node, children: undefined };
}
