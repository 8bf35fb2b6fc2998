import { hostFileError } from "./hostFile.ts";

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds that a timer can count. */
const longest = 2 ** 31 - 1;

/**
 * A duration as Go writes it, `1m30s`, in milliseconds: at least one, since none would be no time at all.
 * Source: Go `time.ParseDuration`.
 */
export function parseDuration(value: unknown, file: string, key: string): number {
  const text = typeof value === "string" && value.length <= 64 ? value : "";
  if (!/^\+?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/u.test(text)) {
    throw hostFileError(
      file,
      `"${key}" is no duration`,
      `"${key}" takes one like "5s" or "1m30s".`,
    );
  }
  let sum = 0;
  for (const [, number = "", unit = ""] of text.matchAll(/([\d.]+)([a-zµμ]+)/gu)) {
    sum += Number(number) * (units[unit] ?? 0);
  }
  return Math.min(Math.max(Math.round(sum), 1), longest);
}
