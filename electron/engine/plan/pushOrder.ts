/**
 * How many levels of content stand below each manifest: what has fewer is put first, so that children stand before
 * their index and subjects before what refers to them.
 *
 * A digest depends on the digests in its content, so these references have no cycle. One in damaged data ends here
 * as well: what is already on the way counts as 0.
 *
 * @param successors what each manifest points to, by digest: its children and its subject
 * @returns 1 for a manifest that points to no other; a digest that is no key of `successors` has none
 */
export function manifestHeights(
  successors: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const entered = new Set<string>();
  for (const start of successors.keys()) {
    const pending = [start];
    for (let digest = pending.at(-1); digest !== undefined; digest = pending.at(-1)) {
      const below = successors.get(digest) ?? [];
      if (!entered.has(digest)) {
        entered.add(digest);
        pending.push(...below.filter((next) => !entered.has(next) && successors.has(next)));
        continue;
      }
      pending.pop();
      if (heights.has(digest)) continue;
      const highest = below.reduce((most, next) => Math.max(most, heights.get(next) ?? 0), 0);
      heights.set(digest, 1 + highest);
    }
  }
  return heights;
}
