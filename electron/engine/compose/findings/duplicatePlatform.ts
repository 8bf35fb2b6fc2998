import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { normalizePlatform } from "../../oci/normalizePlatform.ts";
import { type EntryFinder, entrySubject, warning } from "./finding.ts";

/** Annotations of entries that are alternatives to another entry of the same platform, for clients that support them. */
const alternativeKeys = [
  "io.github.containers.compression.zstd",
  "com.amazon.soci.index-digest",
] as const;

/** `duplicate_platform`: an earlier entry has the same platform. Entries that differ in os.version are distinct. */
export const findDuplicatePlatform: EntryFinder = ({ host }) => {
  const names = new Map<string, string>();
  return (row) => {
    const { kind, platform, descriptor } = row;
    if (kind !== "image" || platform === undefined || !descriptor.platform) {
      return undefined;
    }
    if (alternativeKeys.some((key) => descriptor.annotations?.[key] !== undefined)) {
      return undefined;
    }
    const key = formatPlatformAll(normalizePlatform(descriptor.platform, host));
    const earlier = names.get(key);
    names.set(key, platform);
    if (earlier === undefined) {
      return undefined;
    }
    const message = `Another entry is ${earlier} too; clients take the first.`;
    return warning("duplicate_platform", message, entrySubject(row));
  };
};
