import type { Finding, FindingFix, ResultRow } from "../../../../shared/preview.ts";
import type { Format } from "../../oci/convertTypes.ts";
import { type FindingContext, note } from "./finding.ts";

/**
 * `mixed_media_types`: the images of an index have both Docker's and OCI's media types. The first fix converts the
 * smaller part, or that in Docker's format if both are of one size; the other one converts the rest.
 */
export function findMixedMediaTypes(context: FindingContext): readonly Finding[] {
  const images = context.rows.filter(({ kept, kind }) => kept && kind === "image");
  const [docker, oci] = [images.filter(isDocker), images.filter((row) => !isDocker(row))];
  if (!context.composition.filtered.index || docker.length === 0 || oci.length === 0) {
    return [];
  }
  const message = `${docker.length} of ${images.length} images ${docker.length === 1 ? "is" : "are"} in Docker's format, the others in OCI's. Current clients read both; some registries and strict OCI tools refuse an index with both. A conversion changes digests, so signatures and attestations no longer apply.`;
  const conversions = [convert(docker, "oci"), convert(oci, "docker")];
  const fixes = (docker.length > oci.length ? conversions.toReversed() : conversions).filter(
    (fix) => canConvert(fix, context),
  );
  return [{ ...note("mixed_media_types", message, { kind: "draft" }), fixes }];
}

function isDocker({ becomes, descriptor }: ResultRow): boolean {
  return (becomes ?? descriptor).mediaType.startsWith("application/vnd.docker.");
}

type Conversion = Extract<FindingFix, { kind: "convert" }>;

function convert(rows: readonly ResultRow[], to: Format): Conversion {
  return { kind: "convert", digests: rows.map(({ descriptor }) => descriptor.digest), to };
}

/** Whether nothing that is known of images prevents their conversion: Docker has no zstd and no annotations. */
function canConvert({ digests, to }: Conversion, { draft, factsOf }: FindingContext): boolean {
  const annotated = new Set(
    draft.edits.flatMap(({ digest, manifest }) =>
      manifest?.annotations?.some(({ value }) => value !== undefined) ? [digest] : [],
    ),
  );
  return (
    to === "oci" ||
    !digests.some((digest) => {
      const facts = factsOf(digest);
      const isZstd = facts?.kind === "read" && facts.compression.includes("zstd");
      return isZstd || annotated.has(digest);
    })
  );
}
