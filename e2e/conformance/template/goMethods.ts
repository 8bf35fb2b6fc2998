import {
  dayOfYear,
  formatLayout,
  type GoTime,
  localDate,
  monthNames,
  parseTime,
  printTimestamp,
  weekdayNames,
} from "./goTime.ts";
import {
  followPointer,
  goBool,
  goInt,
  goString,
  goTime,
  type GoType,
  type GoValue,
  isNil,
} from "./goTypes.ts";

/** A method of a Go type. */
export interface GoMethod {
  /** How many arguments it takes, all of them strings. */
  readonly takes: number;
  /** @throws what the method returns as its error */
  readonly call: (args: readonly string[]) => GoValue;
}

const goAlgorithm: GoType = { kind: "string", name: "digest.Algorithm" };
const goMonth: GoType = { kind: "int", name: "time.Month" };
const goWeekday: GoType = { kind: "int", name: "time.Weekday" };
const goLong: GoType = { kind: "int", name: "int64" };

/** Methods that exist and are not supported: the rest of those of the types. */
const unsupported: Readonly<Record<string, ReadonlySet<string>>> = {
  "digest.Digest": new Set(["Validate", "Verifier"]),
  "digest.Algorithm": new Set([
    "Available",
    "Digester",
    "Encode",
    "FromBytes",
    "FromReader",
    "FromString",
    "Hash",
    "Size",
    "Validate",
  ]),
  "time.Time": new Set([
    "Add",
    "AddDate",
    "After",
    "AppendBinary",
    "AppendFormat",
    "AppendText",
    "Before",
    "Clock",
    "Compare",
    "Date",
    "Equal",
    "GoString",
    "GobEncode",
    "ISOWeek",
    "In",
    "IsDST",
    "Local",
    "Location",
    "MarshalBinary",
    "MarshalJSON",
    "MarshalText",
    "Round",
    "Sub",
    "Truncate",
    "Zone",
    "ZoneBounds",
  ]),
};

/**
 * The method of a value.
 *
 * @returns undefined if its type has no such method
 * @throws if the type has it, and it is not supported
 */
export function findMethod(receiver: GoValue, name: string): GoMethod | undefined {
  const value = followPointer(receiver);
  const { type, content } = value;
  if (isNil(value)) {
    return undefined;
  }
  if (unsupported[type.name]?.has(name)) {
    throw new Error(`the method ${name} of ${type.name} is not supported`);
  }
  switch (type.name) {
    case "digest.Digest":
      return digestMethod(String(content), name);
    case "time.Time":
      return timeMethod(String(content), name);
    case "digest.Algorithm":
    case "time.Month":
    case "time.Weekday":
      return name === "String" ? give(text(textOf(value) ?? "")) : undefined;
    default:
      return undefined;
  }
}

/** The text of a value that has a method String; undefined for others. */
export function textOf(receiver: GoValue): string | undefined {
  const { type, content } = followPointer(receiver);
  if (typeof content !== "string" && typeof content !== "number") {
    return undefined;
  }
  switch (type.name) {
    case "digest.Digest":
    case "digest.Algorithm":
      return String(content);
    case "time.Time":
      return printTimestamp(String(content));
    case "time.Month":
      return monthNames[Number(content) - 1];
    case "time.Weekday":
      return weekdayNames[Number(content)];
    default:
      return undefined;
  }
}

function text(content: string): GoValue {
  return { type: goString, content };
}

function give(value: GoValue): GoMethod {
  return { takes: 0, call: () => value };
}

function digestMethod(digest: string, name: string): GoMethod | undefined {
  const colon = digest.indexOf(":");
  const separated = (value: () => GoValue): GoMethod => ({
    takes: 0,
    call: () => {
      if (colon === -1) {
        throw new Error(`no ':' separator in digest ${JSON.stringify(digest)}`);
      }
      return value();
    },
  });
  switch (name) {
    case "String":
      return give(text(digest));
    case "Algorithm":
      return separated(() => ({ type: goAlgorithm, content: digest.slice(0, colon) }));
    case "Encoded":
    case "Hex":
      return separated(() => text(digest.slice(colon + 1)));
    default:
      return undefined;
  }
}

function timeMethod(timestamp: string, name: string): GoMethod | undefined {
  if (name === "Format") {
    return {
      takes: 1,
      call: ([layout = ""]) => text(formatLayout(parseTime(timestamp), layout)),
    };
  }
  const time = parseTime(timestamp);
  const value = timeValue(time, timestamp, name);
  return value && give(value);
}

function timeValue(time: GoTime, timestamp: string, name: string): GoValue | undefined {
  const date = localDate(time);
  const int = (content: number, type = goInt): GoValue => ({ type, content });
  switch (name) {
    case "String":
      return text(printTimestamp(timestamp));
    case "UTC":
      return {
        type: goTime,
        content: formatLayout(
          { ...time, offset: undefined },
          "2006-01-02T15:04:05.999999999Z07:00",
        ),
      };
    case "IsZero":
      return {
        type: goBool,
        content: time.seconds === zeroTime && time.nanoseconds === 0,
      };
    case "Year":
      return int(date.getUTCFullYear());
    case "Month":
      return int(date.getUTCMonth() + 1, goMonth);
    case "Day":
      return int(date.getUTCDate());
    case "Weekday":
      return int(date.getUTCDay(), goWeekday);
    case "YearDay":
      return int(dayOfYear(time));
    case "Hour":
      return int(date.getUTCHours());
    case "Minute":
      return int(date.getUTCMinutes());
    case "Second":
      return int(date.getUTCSeconds());
    case "Nanosecond":
      return int(time.nanoseconds);
    case "Unix":
      return int(time.seconds, goLong);
    case "UnixMilli":
      return int(time.seconds * 1000 + Math.floor(time.nanoseconds / 1e6), goLong);
    case "UnixMicro":
      return int(time.seconds * 1e6 + Math.floor(time.nanoseconds / 1000), goLong);
    case "UnixNano":
      return {
        type: goLong,
        content: BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds),
      };
    default:
      return undefined;
  }
}

/** 1 January of the year 1, in seconds since 1970. */
const zeroTime = -62_135_596_800;
