/** Formats a number with its noun: `1 layer`, `2 layers`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
