import { type EntryFinder, entrySubject, note } from "./finding.ts";

/** `entry_without_platform`: an image without a platform. */
export const findEntryWithoutPlatform: EntryFinder = () => (row) =>
  row.kind === "image" && row.platform === undefined
    ? note(
        "entry_without_platform",
        "This entry has no platform; clients can pick it only by digest.",
        entrySubject(row),
      )
    : undefined;
