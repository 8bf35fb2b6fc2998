/** Formats a number with its noun: `1 platform`, `3 platforms`. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
