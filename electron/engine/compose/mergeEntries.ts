import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ResolvedSource } from "./resolve.ts";

/** The entries that a new index lists for a source. */
export function listedEntries(
  source: ResolvedSource,
  keepOsVersion: boolean,
): readonly Descriptor[] {
  if (source.kind === "index") {
    return source.index.manifests;
  }
  const { descriptor } = source;
  const configPlatform = source.kind === "manifest" ? source.configPlatform : undefined;
  if (!keepOsVersion || !configPlatform || !descriptor.platform) {
    return [descriptor];
  }
  const version = descriptor.platform["os.version"] ?? configPlatform["os.version"];
  const features = descriptor.platform["os.features"] ?? configPlatform["os.features"];
  const kept = {
    ...(version ? { "os.version": version } : {}),
    ...(features ? { "os.features": features } : {}),
  };
  return [{ ...descriptor, platform: { ...descriptor.platform, ...kept } }];
}

/**
 * Lists each digest once, at its first position.
 * @param base the position of the edited index: a digest that it lists several times stays there several times
 */
export function mergeEntries(
  lists: readonly (readonly Descriptor[])[],
  base: number | undefined,
): readonly Descriptor[] {
  const merged = new Map<string, Descriptor>();
  lists.forEach((entries, position) => {
    const listed = new Map<string, number>();
    for (const entry of entries) {
      const repeats = listed.get(entry.digest) ?? 0;
      listed.set(entry.digest, repeats + 1);
      const key = position === base && repeats > 0 ? `${entry.digest} ${repeats}` : entry.digest;
      const first = merged.get(key);
      merged.set(key, first ? mergeEntry(first, entry) : entry);
    }
  });
  return [...merged.values()];
}

function mergeEntry(first: Descriptor, later: Descriptor): Descriptor {
  const annotations = { ...first.annotations, ...later.annotations };
  return {
    ...first,
    mediaType: first.mediaType || later.mediaType,
    ...(later.platform ? { platform: later.platform } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

/** For each digest of the entries, the positions of the sources that list it. */
export function namedBy(
  sources: readonly ResolvedSource[],
): ReadonlyMap<string, readonly number[]> {
  const named = new Map<string, number[]>();
  sources.forEach((source, position) => {
    for (const { digest } of listedEntries(source, false)) {
      const positions = named.get(digest) ?? [];
      if (positions.at(-1) !== position) {
        positions.push(position);
      }
      named.set(digest, positions);
    }
  });
  return named;
}
