import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Store } from "../stores/store.ts";
import { listedEntries } from "./mergeEntries.ts";
import type { ResolvedSource } from "./resolve.ts";

/** An entry, and the stores of the sources that list it. */
export interface FoundEntry {
  readonly entry: Descriptor;
  readonly stores: readonly Store[];
}

/** Returns the entry that the last source lists for a digest, as in the result; undefined if no source lists it. */
export function findEntry(
  digest: string,
  sources: readonly ResolvedSource[],
): FoundEntry | undefined {
  const listed = sources.flatMap((source) => {
    const entry = listedEntries(source, false).find((each) => each.digest === digest);
    return entry ? [{ entry, store: source.store }] : [];
  });
  const entry = listed.at(-1)?.entry;
  return entry && { entry, stores: [...new Set(listed.map(({ store }) => store))] };
}
