/** A time in parts: in milliseconds since 1970, and its day and time of day in UTC as text. */
interface Instant {
  readonly at: number;
  /** `2026-01-31` */
  readonly day: string;
  /** `12:00:00 UTC` */
  readonly clock: string;
}

/** Formats a time to the second. @param time in RFC 3339 @returns undefined if it is none */
export function formatInstant(time: string): Instant | undefined {
  const at = Date.parse(time);
  // No image is older than 1970: Go writes a time that is not set as the first day of year 1.
  if (Number.isNaN(at) || at < 0) {
    return undefined;
  }
  const [day = "", clock = ""] = new Date(at).toISOString().split("T");
  return { at, day, clock: `${clock.slice(0, 8)} UTC` };
}
