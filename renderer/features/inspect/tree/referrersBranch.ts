import type { ReferrerRow } from "../../../../shared/inspection.ts";
import { entryProblems } from "../entryFacts.ts";
import { referrerName, referrerStatements } from "../evidence/referrerName.ts";
import { type Branch, noteBranch, type ParentBranch, plain, statementBranches } from "./branch.ts";
import { type KnownContents, readingNote, referrersId } from "./treeNode.ts";

interface ReferrersPlace extends ParentBranch {
  /** Of what they refer to. */
  readonly digest: string;
  /** Digests of referrers that are shown elsewhere: as attestations of the image. */
  readonly listed: ReadonlySet<string>;
}

/** The branch of what refers to a digest. */
export function referrersBranch(
  known: KnownContents["referrers"],
  { listed, ...place }: ReferrersPlace,
): Branch {
  const { repository, digest } = place;
  const id = referrersId(place.id);
  const state = known[`${repository}@${digest}`];
  const children = (): readonly Branch[] => {
    switch (state?.kind) {
      case undefined:
      case "reading":
        return [noteBranch(id, readingNote)];
      case "failed":
        return [noteBranch(id, state.error.message, state.error)];
      case "read": {
        const { rows, failure } = state.value;
        const shown = rows.filter((row) => !listed.has(row.descriptor.digest));
        const branches = shown.map((row) => referrerBranch(row, { ...place, id, subject: digest }));
        if (failure !== undefined) {
          return [...branches, noteBranch(id, failure.message, failure)];
        }
        return shown.length > 0
          ? branches
          : [noteBranch(id, listed.size === 0 ? "nothing" : "nothing else")];
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

/** A referrer, named by what it states; several statements or signatures are below it. */
function referrerBranch(
  row: ReferrerRow,
  { id, trail, repository, subject }: ParentBranch & { readonly subject: string },
): Branch {
  const { descriptor, tag } = row;
  const text = `${repository}@${descriptor.digest}`;
  const label = referrerName(row);
  const self = {
    id: `${id}\n${tag ?? text}`,
    trail: [...trail, { text, label, attests: subject }] as const,
  };
  const statements = referrerStatements(row);
  const node = {
    ...plain,
    ...self,
    kind: "referrer",
    label,
    digest: descriptor.digest,
    problems: entryProblems(row.details),
  } as const;
  const children =
    statements.length < 2
      ? undefined
      : () => statementBranches(statements, { ...self, repository, attests: subject });
  return { node, children };
}
