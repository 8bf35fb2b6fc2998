import type { Annotations } from "./descriptor.ts";

/**
 * The annotations of a layer, a manifest or a referrer that hold the type of its predicate.
 * Sources: BuildKit, docs/attestations/attestation-storage.md; cosign `pkg/cosign/attestation`; sigstore/cosign,
 * specs/BUNDLE_SPEC.md.
 */
const keys = [
  "in-toto.io/predicate-type",
  "predicateType",
  "dev.sigstore.bundle.predicateType",
] as const;

/** Returns the type of the predicate that annotations name; undefined if they name none. */
export function annotatedPredicate(annotations: Annotations = {}): string | undefined {
  return keys.map((key) => annotations[key]).find((value) => value !== undefined && value !== "");
}
