import type { ResultRow } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { normalizePlatform } from "../../oci/normalizePlatform.ts";
import {
  type EntryFinder,
  entrySubject,
  type FindingContext,
  maxShared,
  warning,
} from "./finding.ts";

/** Marks an entry for clients that choose zstd, wherever it stands (containers/image, `internal/image`). */
const zstdAnnotation = "io.github.containers.compression.zstd";

/**
 * `zstd_first`: an image with zstd layers is listed before one of the same platform without. Clients that know no zstd take
 * the first entry of their platform: Docker before 23, containerd before 1.5.
 */
export const findZstdFirst: EntryFinder = (context) => {
  const groups = Map.groupBy(
    context.rows.filter(({ kept, kind }) => kept && kind === "image"),
    ({ descriptor: { platform } }) =>
      platform && formatPlatformAll(normalizePlatform(platform, context.host)),
  );
  groups.delete(undefined);
  const found = new Map<ResultRow, ResultRow>();
  let fixes = 0;
  for (const [first, ...others] of groups.values()) {
    const gzip = others.find((row) => !isZstd(context, row));
    if (first !== undefined && gzip !== undefined && isZstd(context, first)) {
      found.set(first, gzip);
    }
  }
  return (row) => {
    const gzip = found.get(row);
    if (gzip === undefined) {
      return undefined;
    }
    const message = `Its layers are compressed with zstd, and it is the first entry for ${row.platform}. Old clients take it and cannot read it: list the one without zstd first.`;
    const finding = warning("zstd_first", message, entrySubject(row));
    fixes += 1;
    // A fix names all entries.
    return fixes > maxShared
      ? finding
      : {
          ...finding,
          fixes: [
            { kind: "order", digests: orderAfter(context, row, gzip), label: "List it later" },
          ],
        };
  };
};

function isZstd(context: FindingContext, { descriptor }: ResultRow): boolean {
  const facts = context.factsOf(descriptor.digest);
  return (
    descriptor.annotations?.[zstdAnnotation] === "true" ||
    (facts?.kind === "read" && facts.compression.includes("zstd"))
  );
}

/** The digests of all entries, with one moved behind another. */
function orderAfter({ rows }: FindingContext, moved: ResultRow, other: ResultRow): string[] {
  return [
    ...new Set(
      rows
        .filter((row) => row !== moved)
        .flatMap((row) => (row === other ? [row, moved] : [row]))
        .map(({ descriptor }) => descriptor.digest),
    ),
  ];
}
