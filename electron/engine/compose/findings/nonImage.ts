import { type EntryFinder, entrySubject, note } from "./finding.ts";

/** `not_an_image`: an artifact, such as a Helm chart. */
export const findNonImage: EntryFinder = () => (row) => {
  if (row.kind !== "artifact") {
    return undefined;
  }
  const type = row.artifactType ?? row.descriptor.artifactType ?? row.descriptor.mediaType;
  const message = `This entry is not an image but ${type}: no container can be run from it.`;
  return note("not_an_image", message, entrySubject(row));
};
