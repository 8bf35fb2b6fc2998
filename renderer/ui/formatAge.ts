const units: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Formats a time relative to another one: `3 days ago`. Both are milliseconds since the epoch. */
export function formatAge(time: number, now: number): string {
  const seconds = (time - now) / 1000;
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? [];
  return unit === undefined || length === undefined
    ? "just now"
    : format.format(Math.trunc(seconds / length), unit);
}
