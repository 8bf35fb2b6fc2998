import type { Failure } from "../../../../shared/errors.ts";
import type { LayerRow, Statement } from "../../../../shared/inspection.ts";
import { annotatedPredicate } from "../../../../shared/oci/predicateAnnotation.ts";
import type { TreePlace } from "../../../ui/list/listItem.ts";
import { isSignature, signatureName } from "../evidence/signatureName.ts";
import { statementStep } from "../evidence/statementStep.ts";
import type { Trail } from "../visit.ts";
import type { TreeNode } from "./treeNode.ts";

/** A node with the branches below it. */
export interface Branch {
  readonly node: Omit<TreeNode, keyof TreePlace>;
  /** Undefined for a leaf. */
  readonly children: (() => readonly Branch[]) | undefined;
}

/** The branch that another one is in. */
export interface ParentBranch {
  readonly id: string;
  readonly trail: Trail;
  readonly repository: string;
}

/** The fields of a node without marks. */
export const plain = {
  trail: undefined,
  digest: undefined,
  problems: [],
  evidence: [],
  reads: [],
} as const;

/** A line of words. @param failure what it tells, which is shown with buttons for what to do next */
export function noteBranch(parent: string, label: string, failure?: Failure): Branch {
  const node = {
    ...plain,
    id: `${parent}\nnote ${label}`,
    kind: "note",
    label,
    ...(failure === undefined ? {} : { failure }),
  } as const;
  return { node, children: undefined };
}

interface StatementsPlace extends ParentBranch {
  /** The digest of the image; undefined if nothing names it. */
  readonly attests: string | undefined;
}

/** The statements and signatures of a manifest, a branch each. Signatures have numbers. */
export function statementBranches(
  statements: readonly Pick<Statement, "descriptor" | "predicateType" | "signer">[],
  place: StatementsPlace,
): readonly Branch[] {
  const payloads = new Set<string>();
  let signatures = 0;
  return statements.map((statement) => {
    const { digest } = statement.descriptor;
    if (!isSignature(statement.descriptor)) {
      return statementBranch(statement, 0, place);
    }
    signatures += 1;
    const branch = statementBranch(statement, signatures, place);
    // All signatures that cosign makes of an image with the same options have the same payload.
    const { id } = branch.node;
    const isRepeated = payloads.has(digest);
    payloads.add(digest);
    return isRepeated ? { ...branch, node: { ...branch.node, id: `${id} ${signatures}` } } : branch;
  });
}

/** @param number of the signature, if it is one */
function statementBranch(
  { descriptor, predicateType, signer }: Pick<Statement, "descriptor" | "predicateType" | "signer">,
  number: number,
  { repository, id, trail, attests }: StatementsPlace,
): Branch {
  const { digest } = descriptor;
  const named = statementStep(repository, { statement: descriptor, predicateType, attests });
  const step = isSignature(descriptor) ? { ...named, label: signatureName(number, signer) } : named;
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

/** A layer as a statement, if its annotations name a predicate; or as a signature. */
export function layerStatement({ descriptor, signature }: LayerRow): Statement | undefined {
  const predicateType = annotatedPredicate(descriptor.annotations);
  if (isSignature(descriptor)) {
    return { descriptor, predicateType: "", ...(signature ? { signer: signature } : {}) };
  }
  return predicateType === undefined ? undefined : { descriptor, predicateType };
}
