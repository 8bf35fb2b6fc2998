import type { FindingFix, ResultRow } from "../../../../shared/preview.ts";
import { normalizeSystem } from "../../oci/normalizePlatform.ts";
import { type EntryFinder, entrySubject, maxShared, note } from "./finding.ts";

/**
 * `windows_revisions`: another entry has a newer revision of the same Windows build. Hosts match the first three parts of
 * os.version, so that it is up to the client which of the two they run. Docker with its own image store takes the first
 * in the index, containerd the highest version compared as text, by which .887 is higher than .2340.
 * Sources: Microsoft, "Windows container version compatibility"; moby daemon/internal/distribution, filterManifests;
 * containerd/platforms, windowsMatchComparer.
 */
export const findWindowsRevisions: EntryFinder = (context) => {
  const byBuild = Map.groupBy(
    context.rows.filter((row) => row.kept && versionOf(row) !== undefined),
    ({ platformKey }) => platformKey,
  );
  /** Described once for each group: an index may list thousands of entries. */
  const described = new Map([...byBuild].map(([key, rows]) => [key, describeRevisions(rows)]));
  return (row) => {
    const version = versionOf(row);
    const revisions = described.get(row.platformKey);
    if (
      version === undefined ||
      revisions === undefined ||
      !revisions.older.has(row.descriptor.digest)
    ) {
      return undefined;
    }
    const { newest, first, highest } = revisions;
    const choice =
      first === highest
        ? `Docker and containerd take ${first}`
        : `Docker takes the first, ${first}; containerd the highest as text, ${highest}`;
    const message = `The index also has ${newest}, a newer revision of this Windows build, and hosts match only the build: ${choice}.`;
    return {
      ...note("windows_revisions", message, entrySubject(row)),
      fixes: [excludeOlder(revisions.older, row)],
    };
  };
};

/** The os.version of an image for Windows that names a revision, or undefined. */
function versionOf({ kind, descriptor: { platform } }: ResultRow): string | undefined {
  const version = platform?.["os.version"] ?? "";
  return kind === "image" &&
    normalizeSystem(platform?.os ?? "") === "windows" &&
    /^\d+\.\d+\.\d+\.\d+$/.test(version)
    ? version
    : undefined;
}

interface Revisions {
  /** The newest version. */
  readonly newest: string;
  /** The version of the entry that is listed first. */
  readonly first: string;
  /** The highest version, compared as text. */
  readonly highest: string;
  /** Digests of images of older revisions, without that of the newest: one image may be listed for both. */
  readonly older: ReadonlySet<string>;
}

/** @param rows of one build, at least one */
function describeRevisions(rows: readonly ResultRow[]): Revisions {
  const listed = rows.map((row) => ({
    digest: row.descriptor.digest,
    version: versionOf(row) ?? "",
  }));
  const versions = listed.map(({ version }) => version);
  const newest = versions.reduce((a, b) => (revisionOf(b) > revisionOf(a) ? b : a));
  const isNewest = (version: string): boolean => revisionOf(version) === revisionOf(newest);
  const kept = new Set(listed.flatMap(({ digest, version }) => (isNewest(version) ? digest : [])));
  const older = listed.flatMap(({ digest }) => (kept.has(digest) ? [] : digest));
  return {
    newest,
    first: versions[0] ?? "",
    highest: versions.reduce((a, b) => (b > a ? b : a)),
    older: new Set(older),
  };
}

function revisionOf(version: string): number {
  return Number(version.split(".")[3]);
}

/** Excludes the older entries; of many, only the one itself: all fixes together exclude the same. */
function excludeOlder(older: ReadonlySet<string>, { descriptor }: ResultRow): FindingFix {
  const digests = older.size > maxShared ? [descriptor.digest] : [...older];
  const label = digests.length === 1 ? "Exclude the older" : `Exclude the ${digests.length} older`;
  return { kind: "exclude", digests, label };
}
