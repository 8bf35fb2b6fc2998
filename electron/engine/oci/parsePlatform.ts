import type { Platform } from "../../../shared/oci/platform.ts";
import { goArchitectures, goSystems } from "../../../shared/oci/platformNames.ts";
import { EngineError } from "../errors.ts";
import type { Host } from "./host.ts";
import { buildPlatform, normalizeArchitecture, normalizeSystem } from "./normalizePlatform.ts";

/** In characters. JavaScript's regular expressions backtrack, Go's do not. */
const maxSpecifierLength = 512;
const systemExpression = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const componentExpression = /^[A-Za-z0-9_.-]+$/;

/**
 * Parses a platform specifier: `linux/arm64`, `linux/arm/v7`, `arm64`, `windows(10.0.20348+win32k)/amd64`.
 * The result is not normalized: `linux/arm` gets no variant, and `linux/arm64/v8` keeps its own.
 * Source: containerd/platforms, Parse.
 * @param host fills in the half that a single word omits
 * @throws EngineError `platform_invalid`
 */
export function parsePlatform(text: string, host: Host): Platform {
  if (text.length > maxSpecifierLength) {
    throw invalid(
      text.slice(0, 40),
      "too long",
      `A platform has at most ${maxSpecifierLength} characters; this has ${text.length}.`,
    );
  }
  if (text.includes("*")) {
    throw invalid(text, "wildcards not yet supported", "List each platform; * is not supported.");
  }
  const parts = text.split("/");
  const [first = "", second, third] = parts;
  const system = parseSystem(first, text);
  checkComponents(parts.slice(1), text);
  if (second === undefined) {
    return parseWord(first, { system, text, host });
  }
  const arch = normalizeArchitecture(second, third ?? "");
  if (third === undefined && arch.architecture === "arm" && arch.variant === "v7") {
    return buildPlatform({ ...system, ...arch, variant: "" });
  }
  if (third !== undefined && arch.architecture === "arm64" && arch.variant === "") {
    return buildPlatform({ ...system, ...arch, variant: "v8" });
  }
  return buildPlatform({ ...system, ...arch });
}

interface System {
  readonly os: string;
  readonly version: string;
  readonly features: readonly string[];
}

function parseSystem(part: string, text: string): System {
  const match = systemExpression.exec(part);
  if (match === null) {
    throw invalid(
      text,
      `${JSON.stringify(part)} is an invalid OS component`,
      part === ""
        ? "The system before the first slash is missing. Write system/architecture, such as linux/amd64."
        : "A system consists of letters, digits, underscores and hyphens. Write its version and features in parentheses: windows(10.0.20348+win32k)/amd64.",
    );
  }
  const [, os = "", version = "", features = ""] = match;
  return {
    os: normalizeSystem(os),
    version: decodeOption(version, text),
    features: features
      .split("+")
      .slice(1)
      .map((feature) => decodeOption(feature, text))
      .filter((feature) => feature !== ""),
  };
}

/** Checks the architecture and the variant. */
function checkComponents(components: readonly string[], text: string): void {
  const wrong = components.find((component) => !componentExpression.test(component));
  if (wrong !== undefined) {
    throw invalid(
      text,
      `${JSON.stringify(wrong)} is an invalid component`,
      wrong === ""
        ? "A part after a slash is empty. Write system/architecture, such as linux/amd64."
        : "Architecture and variant consist of letters, digits, underscores, dots and hyphens.",
    );
  }
  if (components.length > 2) {
    throw invalid(
      text,
      "cannot parse platform specifier",
      "A platform has at most three parts: system/architecture/variant, such as linux/arm/v7.",
    );
  }
}

interface WordContext {
  readonly system: System;
  readonly text: string;
  readonly host: Host;
}

/** Parses a single word: a known system, or else a known architecture. */
function parseWord(word: string, { system, text, host }: WordContext): Platform {
  if (goSystems.has(system.os)) {
    const variant =
      host.architecture === "arm" && host.variant !== "v7" ? (host.variant ?? "") : "";
    return buildPlatform({ ...system, architecture: host.architecture, variant });
  }
  const arch = normalizeArchitecture(word, "");
  if (goArchitectures.has(arch.architecture)) {
    const variant = arch.architecture === "arm" && arch.variant === "v7" ? "" : arch.variant;
    return buildPlatform({ ...system, os: host.os, architecture: arch.architecture, variant });
  }
  throw invalid(
    text,
    "unknown operating system or architecture",
    "Write both, such as linux/amd64.",
  );
}

function decodeOption(text: string, specifier: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(
      specifier,
      `invalid URL escape in ${JSON.stringify(text)}`,
      "In a version or feature, % must be followed by two hexadecimal digits. Write % itself as %25.",
    );
  }
}

/** @param why in containerd's words */
function invalid(text: string, why: string, hint: string): EngineError {
  return new EngineError("platform_invalid", `${JSON.stringify(text)}: ${why}: invalid argument`, {
    hint,
  });
}
