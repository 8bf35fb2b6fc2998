import type { ErrorCode } from "../../../../shared/errors.ts";
import { type EntryFinder, entrySubject, warning } from "./finding.ts";

const corrupt: ReadonlySet<ErrorCode> = new Set(["digest_mismatch", "manifest_invalid"]);

/** `corrupt_entry`: the manifest of an entry does not match its digest, or cannot be decoded. */
export const findCorruptEntry: EntryFinder = ({ factsOf, rows }) => {
  const isOnly = rows.filter(({ kept }) => kept).length === 1;
  return (row) => {
    const { digest } = row.descriptor;
    const facts = factsOf(digest);
    if (facts?.kind !== "failed" || !corrupt.has(facts.error.code)) {
      return undefined;
    }
    const message = `The content of this entry cannot be used, so clients that choose it fail to pull: ${facts.error.message}`;
    return {
      ...warning("corrupt_entry", message, entrySubject(row)),
      fixes: isOnly ? [] : [{ kind: "exclude", digests: [digest] }],
    };
  };
};
