import type { EntryDetails, Inspection } from "../../../../shared/inspection.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { shortReference } from "../../../image/shortReference.ts";
import {
  attestationLabel,
  entryProblems,
  evidenceNames,
  rowLabel,
  rowProblems,
} from "../entryFacts.ts";
import { countText, referrerKinds } from "../evidence/referrerKinds.ts";
import { descriptorKey, listedEntry } from "../listedEntry.ts";
import type { Crumb, Trail } from "../visit.ts";
import {
  type Branch,
  layerStatement,
  noteBranch,
  type ParentBranch,
  plain,
  statementBranches,
} from "./branch.ts";
import { referrersBranch } from "./referrersBranch.ts";
import { type KnownContents, nodeId, readingNote } from "./treeNode.ts";

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
        ? [
            referrersBranch(this.#known.referrers, {
              id,
              trail,
              repository,
              digest,
              listed: new Set(),
            }),
          ]
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
        return statementBranches(
          content.layers.flatMap((layer) => layerStatement(layer) ?? []),
          { id, trail, repository, attests: content.subject?.digest },
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
      ...(nested?.kind === "reading" ? [noteBranch(id, readingNote)] : []),
      ...(nested?.kind === "failed" ? [noteBranch(id, nested.error.message, nested.error)] : []),
      ...attestations.map((attestation) =>
        this.#attestationBranch(attestation.descriptor, self, digest),
      ),
      referrersBranch(this.#known.referrers, {
        ...self,
        digest,
        listed: new Set(attestations.map((attestation) => attestation.descriptor.digest)),
      }),
    ];
    return { node, children };
  }

  /** The node of a row. It is kept until more is known of the row: an index has thousands, read a few at a time. */
  #rowNode(row: EntryRow, parent: ParentBranch, copy: number): RowNode {
    const { repository, trail } = parent;
    const { descriptor, attestations } = row;
    const kept = rowNodes.get(row);
    const referrers = this.#known.referrers[`${repository}@${descriptor.digest}`];
    if (
      kept?.parent === parent.id &&
      kept.copy === copy &&
      kept.details === this.#details(repository, descriptor) &&
      kept.referrers === referrers &&
      attestations.every(
        (each, at) => kept.ofAttestations[at] === this.#details(repository, each.descriptor),
      )
    ) {
      return kept.node;
    }
    const details = this.#details(repository, descriptor);
    const text = `${repository}@${descriptor.digest}`;
    const label = rowLabel(row, details);
    const node: RowNode = {
      ...plain,
      id: `${parent.id}\n${text}${copy === 0 ? "" : ` ${copy}`}`,
      kind: row.kind,
      label,
      trail: [...trail, { text, label }],
      digest: descriptor.digest,
      entry: { repository, row },
      problems: entryProblems(details),
      evidence: [
        ...evidenceNames(row, (each) => this.#details(repository, each)),
        ...referrerKinds(row, referrers).map(countText),
      ],
      reads: [
        ...(row.kind === "index" ? [{ kind: "index", text } as const] : []),
        {
          kind: "entries",
          entries: attestations.map((each) => listedEntry(repository, each.descriptor)),
        },
      ],
    };
    const ofAttestations = attestations.map((each) => this.#details(repository, each.descriptor));
    rowNodes.set(row, { node, parent: parent.id, copy, details, referrers, ofAttestations });
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
    const [only] = statementBranches(statements, { repository, id, trail, attests });
    if (only !== undefined && statements.length === 1 && attests !== undefined) {
      // Its only statement is what people look for.
      const { node } = only;
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
          ? [noteBranch(id, readingNote)]
          : statementBranches(statements, { repository, id, trail, attests }),
    };
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
    readonly referrers: KnownContents["referrers"][string] | undefined;
    readonly ofAttestations: readonly (EntryDetails | undefined)[];
  }
>();
