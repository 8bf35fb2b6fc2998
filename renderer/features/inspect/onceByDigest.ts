import type { Descriptor } from "../../../shared/oci/descriptor.ts";

/** Returns the items without those that repeat the digest of an earlier one: an index may list an attestation twice. */
export function onceByDigest<T extends { readonly descriptor: Descriptor }>(
  items: readonly T[],
): readonly T[] {
  const seen = new Set<string>();
  return items.filter(({ descriptor: { digest } }) => {
    const isNew = !seen.has(digest);
    seen.add(digest);
    return isNew;
  });
}
