import { posix } from "node:path";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";

/**
 * What stands in for what a platform leaves out, in Go's words (`linux`, `darwin`, `windows`; `amd64`, `arm64`).
 * Given by the caller, so that one draft means the same on every machine that computes it.
 */
export interface Host {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Go's operating systems and architectures: what a specifier of one word may be. */
const knownSystems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const knownArchitectures = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

/** Leaves empty what a platform leaves out. */
const nowhere: Host = { os: "", architecture: "" };

const longestSpecifier = 512;
const systemExpression = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const componentExpression = /^[A-Za-z0-9_.-]+$/;

/**
 * Read a platform as people type it: `linux/arm64`, `arm/v7` is not one, `arm64`, `windows(10.0.20348+win32k)/amd64`.
 * Not the same as normalising: `linux/arm` keeps no variant and `linux/arm64/v8` keeps its own.
 * Source: containerd/platforms, Parse.
 * @param host stands in for the half that a single word leaves out
 * @throws EngineError "platform_invalid"
 */
export function parsePlatform(text: string, host: Host): Platform {
  if (text.length > longestSpecifier)
    throw invalid(
      text.slice(0, 40),
      "too long",
      `A platform has far fewer than ${text.length} characters.`,
    );
  if (text.includes("*"))
    throw invalid(
      text,
      "wildcards not yet supported",
      "Name each platform; * does not stand for any.",
    );
  const parts = text.split("/");
  const [first = "", second, third] = parts;
  const system = parseSystem(first, text);
  const stray = parts.slice(1).find((part) => !componentExpression.test(part));
  if (stray !== undefined) {
    throw invalid(
      text,
      `${JSON.stringify(stray)} is an invalid component`,
      stray === ""
        ? "There is nothing after a slash, or between two. Write system/architecture, such as linux/amd64."
        : "Architecture and variant are made of letters, digits, underscores, dots and hyphens, without spaces.",
    );
  }
  if (parts.length > 3) {
    throw invalid(
      text,
      "cannot parse platform specifier",
      "A platform has at most three parts: system/architecture/variant, such as linux/arm/v7.",
    );
  }
  if (second === undefined) return parseWord(first, system, text, host);
  const arch = normalizeArchitecture(second, third ?? "");
  if (third === undefined && arch.architecture === "arm" && arch.variant === "v7")
    return build({ ...system, ...arch, variant: "" });
  if (third !== undefined && arch.architecture === "arm64" && arch.variant === "")
    return build({ ...system, ...arch, variant: "v8" });
  return build({ ...system, ...arch });
}

/**
 * Read platforms parted by commas, as `--platform` takes them.
 * @throws EngineError "platform_invalid" for the first that is none
 */
export function parsePlatformList(text: string, host: Host): Platform[] {
  return text.split(",").map((specifier) => parsePlatform(specifier, host));
}

/**
 * The platform in the one spelling that comparisons use: lower case, known aliases resolved, default variants
 * removed (amd64/v1, arm64/v8) or added (arm/v7), features sorted without repetition, an empty system taken from the host.
 * Source: containerd/platforms, Normalize.
 */
export function normalizePlatform(platform: Platform, host: Host): Platform {
  return build({
    os: normalizeSystem(platform.os, host),
    version: platform["os.version"] ?? "",
    features: sortedFeatures(platform["os.features"]),
    ...normalizeArchitecture(platform.architecture, platform.variant ?? ""),
  });
}

/**
 * A key that two platforms share where clients take them for one: `linux/arm64` and `linux/arm64/v8`, and builds of
 * Windows that differ only in their revision, by which no host chooses (Microsoft, "Windows container version
 * compatibility").
 * @returns a key to compare, not a text to show
 */
export function platformKey(platform: Platform): string {
  const { os, architecture, variant, ...more } = normalizePlatform(platform, nowhere);
  const version = more["os.version"] ?? "";
  return JSON.stringify([
    os,
    architecture,
    variant ?? "",
    os === "windows" ? version.split(".").slice(0, 3).join(".") : version,
    more["os.features"] ?? [],
  ]);
}

/** The short text of a platform as it stands: `os/architecture[/variant]`, or `unknown` without a system. */
export function formatPlatform(platform: Platform): string {
  return platform.os === "" ? "unknown" : joinPath(platform.os, platform);
}

/** The whole text of a platform as it stands, with the system's version and features: `windows(10.0.20348+win32k)/amd64`. */
export function formatPlatformAll(platform: Platform): string {
  if (platform.os === "") return "unknown";
  const version = encodeOption(platform["os.version"] ?? "");
  const features = sortedFeatures(platform["os.features"])
    .filter((feature) => feature !== "")
    .map((feature) => `+${encodeOption(feature)}`)
    .join("");
  const options = version + features;
  return joinPath(options === "" ? platform.os : `${platform.os}(${options})`, platform);
}

/**
 * A platform as `parsePlatform` and buildx read it back: what the short form leaves unwritten of a version or a
 * feature, such as the space of `darwin(macOS 13)/arm64`, is escaped.
 * @returns undefined where no text means the platform
 */
export function spellPlatform(platform: Platform): string | undefined {
  const options = [
    escapeOption(platform["os.version"] ?? ""),
    ...sortedFeatures(platform["os.features"])
      .filter((feature) => feature !== "")
      .map((feature) => `+${escapeOption(feature)}`),
  ].join("");
  const system = options === "" ? platform.os : `${platform.os}(${options})`;
  const text = [system, platform.architecture, platform.variant ?? ""].filter(Boolean).join("/");
  try {
    const read = parsePlatform(text, nowhere);
    return platformKey(read) === platformKey(platform) ? text : undefined;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

interface System {
  readonly os: string;
  readonly version: string;
  readonly features: readonly string[];
}

interface Architecture {
  readonly architecture: string;
  readonly variant: string;
}

function parseSystem(part: string, text: string): System {
  const match = systemExpression.exec(part);
  if (match === null) {
    throw invalid(
      text,
      `${JSON.stringify(part)} is an invalid OS component`,
      part === ""
        ? "There is no system before the first slash. Write system/architecture, such as linux/amd64."
        : "A system is made of letters, digits, underscores and hyphens; its version and features go in parentheses: windows(10.0.20348+win32k)/amd64.",
    );
  }
  const [, os = "", version = "", features = ""] = match;
  return {
    os: normalizeSystem(os, undefined),
    version: decodeOption(version, text),
    features: features
      .split("+")
      .slice(1)
      .map((feature) => decodeOption(feature, text))
      .filter((feature) => feature !== ""),
  };
}

/** A single word is a system where it is a known one, else an architecture where it is a known one. */
function parseWord(word: string, system: System, text: string, host: Host): Platform {
  if (knownSystems.has(system.os)) {
    const variant =
      host.architecture === "arm" && host.variant !== "v7" ? (host.variant ?? "") : "";
    return build({ ...system, architecture: host.architecture, variant });
  }
  const arch = normalizeArchitecture(word, "");
  if (knownArchitectures.has(arch.architecture)) {
    const variant = arch.architecture === "arm" && arch.variant === "v7" ? "" : arch.variant;
    return build({ ...system, os: host.os, architecture: arch.architecture, variant });
  }
  throw invalid(
    text,
    "unknown operating system or architecture",
    "Write both, such as linux/amd64.",
  );
}

function normalizeSystem(os: string, host: Host | undefined): string {
  if (os === "" && host !== undefined) return host.os;
  const lower = lowerCase(os);
  return lower === "macos" ? "darwin" : lower;
}

function normalizeArchitecture(architecture: string, variant: string): Architecture {
  const arch = lowerCase(architecture);
  const sub = lowerCase(variant);
  switch (arch) {
    case "i386":
      return { architecture: "386", variant: "" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return { architecture: "amd64", variant: sub === "v1" ? "" : sub };
    case "aarch64":
    case "arm64":
      if (sub === "8" || sub === "v8" || sub === "v8.0")
        return { architecture: "arm64", variant: "" };
      return {
        architecture: "arm64",
        variant: sub === "9" || sub === "9.0" || sub === "v9.0" ? "v9" : sub,
      };
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return {
        architecture: "arm",
        variant: sub === "" ? "v7" : /^[5-8]$/.test(sub) ? `v${sub}` : sub,
      };
    default:
      return { architecture: arch, variant: sub };
  }
}

function decodeOption(text: string, specifier: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(
      specifier,
      `invalid URL escape in ${JSON.stringify(text)}`,
      "In a version or feature, % is followed by two hexadecimal digits; % itself is written %25.",
    );
  }
}

function encodeOption(text: string): string {
  return text.replaceAll(
    /[%+()/]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Percent-encoded but for letters, digits and `_.-`, which is all that a specifier may have in parentheses. */
function escapeOption(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!~*'()]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Sorted by the bytes of their UTF-8, as Go sorts strings, and each but once. */
function sortedFeatures(features: readonly string[] | undefined): string[] {
  return [...new Set(features)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Go's path.Join: empty parts are left out, `.` and `..` resolved, no slash at the end. */
function joinPath(system: string, platform: Platform): string {
  const joined = posix.join(system, platform.architecture, platform.variant ?? "");
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}

/** Lower case letter by letter, as Go does it: JavaScript makes two characters of İ, and looks at neighbours for Σ. */
function lowerCase(text: string): string {
  if (/^[!-~]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (letter) => (letter === "İ" ? "i" : letter.toLowerCase())).join("");
}

function build(parts: System & Architecture): Platform {
  return {
    architecture: parts.architecture,
    os: parts.os,
    ...(parts.version === "" ? {} : { "os.version": parts.version }),
    ...(parts.features.length === 0 ? {} : { "os.features": parts.features }),
    ...(parts.variant === "" ? {} : { variant: parts.variant }),
  };
}

function invalid(text: string, why: string, hint: string): EngineError {
  return new EngineError("platform_invalid", `${JSON.stringify(text)}: ${why}: invalid argument`, {
    hint,
  });
}
