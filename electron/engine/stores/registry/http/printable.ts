/**
 * Text from outside as it may be shown: short, and without control characters. Bidirectional overrides count
 * as such: they can make a message read as another.
 */
export function printable(value: unknown): string {
  return typeof value === "string" ? value.replaceAll(/[\p{Cc}\p{Cf}]/gu, " ").slice(0, 500) : "";
}
