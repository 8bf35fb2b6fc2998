interface Timestamp {
  /** Date and time of day without fraction: `2026-01-02T03:04:05`. */
  readonly clock: string;
  /** Digits of the fraction without trailing zeros. */
  readonly fraction: string;
  /** Offset to UTC: `+02:00`; empty for UTC. */
  readonly offset: string;
}

const timestampPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-]\d\d:\d\d))$/;

/** @throws if the text is not a timestamp of RFC 3339 */
function parseTimestamp(text: string): Timestamp {
  const [, clock, fraction = "", offset = ""] = timestampPattern.exec(text) ?? [];
  if (clock === undefined) {
    throw new Error(`parsing time ${JSON.stringify(text)}: it is not a time of RFC 3339`);
  }
  return {
    clock,
    fraction: fraction.slice(0, 9).replace(/0+$/, ""),
    offset: /^[+-]00:00$/.test(offset) ? "" : offset,
  };
}

/** Formats a timestamp of RFC 3339 as `time.Time` encodes itself in JSON. */
export function formatTimestamp(text: string): string {
  const { clock, fraction, offset } = parseTimestamp(text);
  return `${clock}${fraction && `.${fraction}`}${offset || "Z"}`;
}

/** Formats a timestamp of RFC 3339 as `time.Time` prints itself: `2026-01-02 03:04:05 +0000 UTC`. */
export function printTimestamp(text: string): string {
  const { clock, fraction, offset } = parseTimestamp(text);
  const zone = offset.replace(":", "");
  return `${clock.replace("T", " ")}${fraction && `.${fraction}`} ${zone === "" ? "+0000 UTC" : `${zone} ${zone}`}`;
}
