/** A time in parts: in milliseconds since 1970, and its day and time of day in UTC as text. */
interface Instant {
  readonly at: number;
  /** `2026-01-31` */
  readonly day: string;
  /** `12:00:00 UTC` */
  readonly clock: string;
}

const dayMs = 86_400_000;

/**
 * Names a time that is no date of a build: what Go writes for a time that is not set, and the first day of 1970, which
 * builds write to be reproducible. @param time in RFC 3339 @returns undefined for other texts
 */
export function nameInstant(time: string): string | undefined {
  if (/^0001-01-01T00:00:00(?:\.0+)?(?:Z|[+-]00:00)$/.test(time)) {
    return "no date";
  }
  const at = Date.parse(time);
  return at >= 0 && at < dayMs ? "1970 (reproducible build)" : undefined;
}

/** Formats a time to the second. @param time in RFC 3339 @returns undefined if it is none */
export function formatInstant(time: string): Instant | undefined {
  const at = Date.parse(time);
  // No image is older than 1970.
  if (Number.isNaN(at) || at < 0) {
    return undefined;
  }
  const [day = "", clock = ""] = new Date(at).toISOString().split("T");
  return { at, day, clock: `${clock.slice(0, 8)} UTC` };
}
