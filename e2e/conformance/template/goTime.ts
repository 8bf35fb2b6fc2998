/** A time with its offset to UTC. */
export interface GoTime {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** In minutes; undefined for UTC. */
  readonly offset: number | undefined;
}

const timestampPattern =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Reads a time of RFC 3339. @throws if it is not one */
export function parseTime(text: string): GoTime {
  const [, clock, fraction = "", sign, hours, minutes] = timestampPattern.exec(text) ?? [];
  const local = Date.parse(`${clock}Z`);
  if (clock === undefined || Number.isNaN(local)) {
    throw new Error(`parsing time ${JSON.stringify(text)}: it is not a time of RFC 3339`);
  }
  const offset =
    sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return {
    seconds: local / 1000 - offset * 60,
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, "0")),
    offset: offset === 0 ? undefined : offset,
  };
}

/** The time as text of RFC 3339, as `time.Time` encodes itself in JSON. */
export function formatTimestamp(text: string): string {
  const time = parseTime(text);
  return formatLayout(time, "2006-01-02T15:04:05.999999999Z07:00");
}

/** The time as `time.Time` prints itself: `2026-01-02 03:04:05 +0000 UTC`. */
export function printTimestamp(text: string): string {
  return formatLayout(parseTime(text), "2006-01-02 15:04:05.999999999 -0700 MST");
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const weekdayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** The date and time of day where the time was taken, as the UTC fields of a Date. */
export function localDate({ seconds, offset = 0 }: GoTime): Date {
  return new Date((seconds + offset * 60) * 1000);
}

/** The day of the year, from 1. */
export function dayOfYear(time: GoTime): number {
  const date = localDate(time);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start) / 86_400_000) + 1;
}

/** What stands for a part of a time in a layout, the longer ones first. */
const elementPattern =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|01|02|03|04|05|06|2006|__2|_2006|_2|15|PM|pm|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/** Formats a time like Go's `Time.Format`: a layout shows how 2 January 2006, 15:04:05 -0700 is written. */
export function formatLayout(time: GoTime, layout: string): string {
  return layout.replaceAll(elementPattern, (element) => formatElement(time, element));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function formatElement(time: GoTime, element: string): string {
  const date = localDate(time);
  const [day, month, hour] = [date.getUTCDate(), date.getUTCMonth(), date.getUTCHours()];
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  const name = (names: readonly string[], at: number): string => names[at] ?? "";
  switch (element) {
    case "2006":
      return year;
    case "_2006":
      return `_${year}`;
    case "06":
      return year.slice(-2);
    case "January":
      return name(monthNames, month);
    case "Jan":
      return name(monthNames, month).slice(0, 3);
    case "01":
      return two(month + 1);
    case "1":
      return String(month + 1);
    case "Monday":
      return name(weekdayNames, date.getUTCDay());
    case "Mon":
      return name(weekdayNames, date.getUTCDay()).slice(0, 3);
    case "02":
      return two(day);
    case "_2":
      return String(day).padStart(2);
    case "2":
      return String(day);
    case "002":
      return String(dayOfYear(time)).padStart(3, "0");
    case "__2":
      return String(dayOfYear(time)).padStart(3);
    case "15":
      return two(hour);
    case "03":
      return two(hour % 12 || 12);
    case "3":
      return String(hour % 12 || 12);
    case "04":
      return two(date.getUTCMinutes());
    case "4":
      return String(date.getUTCMinutes());
    case "05":
      return two(date.getUTCSeconds());
    case "5":
      return String(date.getUTCSeconds());
    case "PM":
      return hour < 12 ? "AM" : "PM";
    case "pm":
      return hour < 12 ? "am" : "pm";
    case "MST":
      return time.offset === undefined ? "UTC" : formatZone(time.offset);
    default:
      return /^[.,]/.test(element)
        ? formatFraction(time, element)
        : formatOffset(time.offset, element);
  }
}

/** A zone without a name: `+02`, `-0530`. */
function formatZone(offset: number): string {
  return formatOffset(offset, "-0700");
}

function formatFraction({ nanoseconds }: GoTime, element: string): string {
  const digits = String(nanoseconds)
    .padStart(9, "0")
    .slice(0, element.length - 1);
  const shown = element.includes("9") ? digits.replace(/0+$/, "") : digits;
  return shown === "" ? "" : element.charAt(0) + shown;
}

function formatOffset(offset: number | undefined, element: string): string {
  if (element.startsWith("Z") && offset === undefined) {
    return "Z";
  }
  const minutes = Math.abs(offset ?? 0);
  const separator = element.includes(":") ? ":" : "";
  const parts = [Math.floor(minutes / 60), minutes % 60, 0].map(two);
  const count = element.replaceAll(/[^\d]/g, "").length / 2;
  return ((offset ?? 0) < 0 ? "-" : "+") + parts.slice(0, count).join(separator);
}
