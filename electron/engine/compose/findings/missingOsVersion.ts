import type { FindingFix, ResultRow } from "../../../../shared/preview.ts";
import {
  configOf,
  type EntryFinder,
  entrySubject,
  type FindingContext,
  note,
  platformFix,
  warning,
} from "./finding.ts";

/**
 * `missing_os_version`: an entry for Windows without os.version. A warning if the config has one, which was lost, or if
 * another entry of the architecture exists, between which hosts choose by it.
 */
export const findMissingOsVersion: EntryFinder = (context) => {
  const perArchitecture = Map.groupBy(
    context.rows.filter(({ kept, kind, descriptor }) => {
      return kept && kind === "image" && descriptor.platform?.os === "windows";
    }),
    ({ descriptor }) => descriptor.platform?.architecture,
  );
  return (row) => {
    const { platform } = row.descriptor;
    if (row.kind !== "image" || platform?.os !== "windows" || platform["os.version"]) {
      return undefined;
    }
    const version = configOf(context, row)?.platform["os.version"];
    const isOneOfMany = (perArchitecture.get(platform.architecture)?.length ?? 0) > 1;
    const create = version !== undefined || isOneOfMany ? warning : note;
    const known = version === undefined ? "" : ` The config of the image says ${version}.`;
    const message = `This Windows image has no os.version, so hosts of every Windows build take it; those of another build fail to start it (“does not match the host operating system”).${known}`;
    return {
      ...create("missing_os_version", message, entrySubject(row)),
      fixes: version === undefined ? [] : [versionFix(context, row, version)],
    };
  };
};

/** Keeps os.version by the option for single images; the entry of an index is edited. */
function versionFix(
  { composition: { sources, combination }, draft }: FindingContext,
  row: ResultRow,
  version: string,
): FindingFix {
  const listing = (combination.named.get(row.descriptor.digest) ?? []).map((at) => sources[at]);
  const isSingle = listing.some((source) => source?.kind === "manifest" && source.configPlatform);
  return isSingle && !draft.keepOsVersion
    ? { kind: "keepOsVersion" }
    : platformFix(row, { "os.version": version }, `Use os.version ${version}`);
}
