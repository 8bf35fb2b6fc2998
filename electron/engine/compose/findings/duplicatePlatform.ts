import type { FindingFix, ResultRow } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { normalizePlatform } from "../../oci/normalizePlatform.ts";
import {
  configOf,
  type EntryFinder,
  entrySubject,
  type FindingContext,
  maxShared,
  note,
  warning,
} from "./finding.ts";

/** Annotations of entries that are alternatives to another entry of the same platform, for clients that support them. */
const alternativeKeys = [
  "io.github.containers.compression.zstd",
  "com.amazon.soci.index-digest",
] as const;

/**
 * `duplicate_platform`: an earlier entry has the same platform. Entries that differ in os.version, os.features or the
 * compression of their layers are distinct, and so are entries for clients with lazy loading. No client chooses an entry
 * without a known platform by it.
 */
export const findDuplicatePlatform: EntryFinder = (context) => {
  const groups = Map.groupBy(
    context.rows.filter(({ kept }) => kept),
    (row) => platformKeyOf(context, row),
  );
  /** Described once for each group: an index may list thousands of entries for one platform. */
  const described = new Map<string, Duplicates>();
  return (row) => {
    const key = platformKeyOf(context, row);
    const group = key === undefined ? undefined : groups.get(key);
    if (key === undefined || group === undefined || row === group[0]) {
      return undefined;
    }
    const duplicates = described.get(key) ?? describeDuplicates(context, group);
    described.set(key, duplicates);
    const { platform, isOneImage } = duplicates;
    if (isOneImage) {
      const twice = `The index lists this image for ${platform} before; clients take that entry, which makes no difference.`;
      return note("duplicate_platform", twice, entrySubject(row));
    }
    const message =
      row.platform === platform
        ? `Another entry is ${platform} too; clients take the first, and never this one.`
        : `Another entry is ${platform}, which clients read as the same platform; they take the first, and never this one.`;
    const fix = excludeOlder(duplicates, [group[0], row]);
    return {
      ...warning("duplicate_platform", message, entrySubject(row)),
      fixes: fix.digests.length > 0 ? [fix] : [],
    };
  };
};

/** What the entries of one platform have in common. */
interface Duplicates {
  readonly platform: string | undefined;
  readonly isOneImage: boolean;
  /** Digests of all but the latest. */
  readonly older: ReadonlySet<string>;
  /** Whether it is known which of them is the latest. */
  readonly isDated: boolean;
}

function describeDuplicates(context: FindingContext, group: readonly ResultRow[]): Duplicates {
  const digests = new Set(group.map(({ descriptor }) => descriptor.digest));
  return {
    platform: group[0]?.platform,
    isOneImage: digests.size === 1,
    ...findOlder(context, group),
  };
}

/** Equal for entries between which clients cannot choose; undefined if an entry is none of these. */
function platformKeyOf(context: FindingContext, row: ResultRow): string | undefined {
  const { platform, annotations } = row.descriptor;
  if (row.kind !== "image" || !row.kept || platform === undefined || platform.os === "unknown") {
    return undefined;
  }
  const alternative = alternativeKeys.find((key) => annotations?.[key] !== undefined);
  if (alternative !== undefined) {
    return `${formatPlatformAll(normalizePlatform(platform, context.host))} ${alternative}`;
  }
  const facts = context.factsOf(row.descriptor.digest);
  const isZstd = facts?.kind === "read" && facts.compression.includes("zstd");
  return `${formatPlatformAll(normalizePlatform(platform, context.host))} ${isZstd}`;
}

/** Finds all but the latest of some entries: by the dates of their configs, else by the order of their sources. */
function findOlder(
  context: FindingContext,
  entries: readonly ResultRow[],
): Pick<Duplicates, "older" | "isDated"> {
  const older = new Set(entries.map(({ descriptor }) => descriptor.digest));
  const dated = entries.map((row) => ({ row, created: configOf(context, row)?.created }));
  const hasDates = dated.every(({ created }) => created !== undefined);
  const { named } = context.composition.combination;
  const rankOf = ({ row, created = 0 }: (typeof dated)[number]): number =>
    hasDates ? created : (named.get(row.descriptor.digest)?.[0] ?? 0);
  // The sort is stable: of equally old entries, the last one stays.
  older.delete(dated.toSorted((a, b) => rankOf(a) - rankOf(b)).at(-1)?.row.descriptor.digest ?? "");
  return {
    older,
    isDated: hasDates && new Set(dated.map(({ created }) => created)).size === dated.length,
  };
}

/** Excludes the older entries; of a large group, only those of a pair: all fixes together exclude the same. */
function excludeOlder(
  { older, isDated }: Duplicates,
  pair: readonly (ResultRow | undefined)[],
): FindingFix & { readonly kind: "exclude" } {
  const ofPair = new Set(pair.map((row) => row?.descriptor.digest ?? ""));
  return {
    kind: "exclude",
    digests: older.size > maxShared ? [...ofPair].filter((each) => older.has(each)) : [...older],
    label: isDated ? "Exclude the older" : "Exclude the one listed before",
  };
}
