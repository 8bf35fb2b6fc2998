/**
 * Spells an IPv6 address as RFC 5952 and URL parsers do: `0:0::1` as `::1`.
 * @param text without brackets, zone and dotted part, which references do not have
 * @returns undefined if it is not an address
 */
export function canonicalIpv6(text: string): string | undefined {
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [start = [], end] = halves;
  const missing = 8 - start.length - (end?.length ?? 0);
  const groups = [...start, ...Array<string>(Math.max(missing, 0)).fill("0"), ...(end ?? [])];
  const isComplete = end === undefined ? missing === 0 : missing > 0;
  if (halves.length > 2 || !isComplete || groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) {
    return undefined;
  }
  const numbers = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
  const [longest] = [...numbers.matchAll(/\b0(?::0)+\b/g)].toSorted(
    ([a], [b]) => b.length - a.length,
  );
  if (longest === undefined) {
    return numbers;
  }
  const before = numbers.slice(0, longest.index).replace(/:$/, "");
  const after = numbers.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
