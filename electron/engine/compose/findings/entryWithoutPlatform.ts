import { configPlatformEdit, editName } from "./configPlatformEdit.ts";
import { configOf, type EntryFinder, entrySubject, note, platformFix } from "./finding.ts";

/** `entry_without_platform`: an image without a platform, or with an unknown one although its config has a platform. */
export const findEntryWithoutPlatform: EntryFinder = (context) => (row) => {
  const { platform } = row.descriptor;
  if (row.kind !== "image") {
    return undefined;
  }
  const config = configOf(context, row);
  const edit = config && configPlatformEdit(config);
  const isUnknown = platform?.os === "unknown" && edit !== undefined;
  if (row.platform !== undefined && !isUnknown) {
    return undefined;
  }
  const message = isUnknown
    ? `The platform of this entry is unknown; clients can pick it only by digest. The config of the image says ${editName(edit)}.`
    : "This entry has no platform; clients can pick it only by digest.";
  return {
    ...note("entry_without_platform", message, entrySubject(row)),
    fixes: edit ? [platformFix(row, edit, `Use ${editName(edit)} of the config`)] : [],
  };
};
