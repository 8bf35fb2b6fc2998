import { type EntryFinder, entrySubject, note } from "./finding.ts";

/** `nested_index`: an entry is an index. */
export const findNestedIndex: EntryFinder = () => (row) =>
  row.kind === "index"
    ? note(
        "nested_index",
        "This entry is an index itself; some clients do not read nested indexes.",
        entrySubject(row),
      )
    : undefined;
