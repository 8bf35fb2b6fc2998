import type { Platform } from "../../../../shared/oci/platform.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";
import { configPlatformEdit, editName } from "./configPlatformEdit.ts";
import { configOf, type EntryFinder, entrySubject, note, platformFix, warning } from "./finding.ts";

/** `config_mismatch`: the config of an image has another platform than its entry. */
export const findConfigMismatch: EntryFinder = (context) => (row) => {
  const { platform } = row.descriptor;
  const config = configOf(context, row);
  if (row.kind !== "image" || platform === undefined || config === undefined) {
    return undefined;
  }
  const outcome = disagreement(platform, config.platform);
  if (outcome === undefined) {
    return undefined;
  }
  const said = formatPlatformAll(config.platform);
  const message = `The entry says ${formatPlatformAll(platform)}, the config of the image says ${said}. Clients choose by the entry, so ${outcome}.`;
  const edit = configPlatformEdit(config);
  // An edited platform differs by choice.
  const create =
    isPlatformEdited(row.original?.platform, platform) && row.original ? note : warning;
  return {
    ...create("config_mismatch", message, entrySubject(row)),
    fixes: edit ? [platformFix(row, edit, `Use ${editName(edit)} of the config`)] : [],
  };
};

function isPlatformEdited(before: Platform | undefined, after: Platform): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** What clients experience because of a platform that is not the config's; undefined if the two agree. */
function disagreement(entry: Platform, config: Platform): string | undefined {
  const [listed, said] = [
    normalizePlatform(entry, emptyHost),
    normalizePlatform(config, emptyHost),
  ];
  // An entry without a platform has a finding of its own, and so have unknown names.
  if (isUnknown(entry) || isUnknown(config)) {
    return undefined;
  }
  if (listed.os !== said.os || listed.architecture !== said.architecture) {
    return `those of ${listed.os}/${listed.architecture} get an image that fails to start (“exec format error”)`;
  }
  if (isOtherVariant(entry, config)) {
    return "some get an image that their processor cannot run";
  }
  const [version, built] = [buildOf(entry), buildOf(config)];
  return listed.os === "windows" && version !== "" && built !== "" && version !== built
    ? "hosts of that Windows build may refuse to start the image"
    : undefined;
}

function isUnknown({ os, architecture }: Platform): boolean {
  return [os, architecture].some((name) => name === "" || name === "unknown");
}

/** Many configs have no variant: then there is nothing to compare. An entry for arm without one has its own finding. */
function isOtherVariant(entry: Platform, config: Platform): boolean {
  const listed = normalizePlatform(entry, emptyHost);
  const said = normalizePlatform(config, emptyHost);
  if (!config.variant || (listed.architecture === "arm" && !entry.variant)) {
    return false;
  }
  return (listed.variant ?? "") !== (said.variant ?? "");
}

/** The build of a Windows version, without the revision that hosts ignore: `10.0.20348`. */
function buildOf(platform: Platform): string {
  return (platform["os.version"] ?? "").split(".").slice(0, 3).join(".");
}
