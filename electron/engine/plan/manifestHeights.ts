/**
 * Counts the levels of manifests below each manifest. Manifests are pushed in this order, the lowest first, so that
 * children precede their index and subjects precede their referrers.
 *
 * A digest depends on the digests in its content, so valid references have no cycle. In damaged data a manifest that is
 * already on the path counts as 0, so the function terminates.
 *
 * @param successors the digests of the children and the subject of each manifest, by its digest
 * @returns 1 for a manifest without successors; no height for a digest that is not a key of `successors`
 */
export function manifestHeights(
  successors: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const entered = new Set<string>();
  for (const start of successors.keys()) {
    const stack = [start];
    for (let digest = stack.at(-1); digest !== undefined; digest = stack.at(-1)) {
      const below = successors.get(digest) ?? [];
      if (!entered.has(digest)) {
        entered.add(digest);
        stack.push(...below.filter((next) => !entered.has(next) && successors.has(next)));
        continue;
      }
      stack.pop();
      if (heights.has(digest)) {
        continue;
      }
      const highest = below.reduce((max, next) => Math.max(max, heights.get(next) ?? 0), 0);
      heights.set(digest, 1 + highest);
    }
  }
  return heights;
}
