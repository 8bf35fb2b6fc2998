import { type EntryFinder, entrySubject, warning } from "./finding.ts";

/** `wrong_size`: the size of an entry is not that of its manifest. */
export const findWrongSize: EntryFinder =
  ({ factsOf }) =>
  (row) => {
    const { digest, size } = row.descriptor;
    const facts = factsOf(digest);
    if (facts?.kind !== "read" || facts.size === size) {
      return undefined;
    }
    const message = `The entry says ${size} bytes, the manifest has ${facts.size}. Docker and containerd refuse to pull it (“failed size validation”), and it cannot be pushed.`;
    return {
      ...warning("wrong_size", message, entrySubject(row)),
      fixes: [
        {
          kind: "editEntries",
          entries: [{ digest, size: facts.size }],
          label: `Use ${facts.size} bytes`,
        },
      ],
    };
  };
