import { editDistance } from "../editDistance.ts";
import type { Platform } from "./platform.ts";

/** Go's operating systems. Source: `go tool dist list` and containerd/platforms, isKnownOS. */
export const goSystems: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);

/** Go's architectures. Source: containerd/platforms, isKnownArch. */
export const goArchitectures: ReadonlySet<string> = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

/** Names that indexes have besides Go's: WebAssembly, and entries that are not for a platform. */
const otherSystems = ["wasi", "wasip1", "wasip2", "unknown"];
const otherArchitectures = ["wasm32", "wasm64", "unknown"];

const systems: ReadonlySet<string> = new Set([...goSystems, ...otherSystems]);
const architectures: ReadonlySet<string> = new Set([...goArchitectures, ...otherArchitectures]);

/** The variants of architectures whose clients choose by variant. Those of other architectures are not checked. */
const variants: ReadonlyMap<string, RegExp> = new Map([
  ["amd64", /^v[1-4]$/],
  ["arm", /^v[5-8]$/],
  ["arm64", /^v(?:8(?:\.\d)?|9(?:\.\d)?)$/],
]);

/** What to suggest first among equally similar names. */
const usual = ["linux", "windows", "darwin", "amd64", "arm64", "arm"];

const systemAliases: ReadonlyMap<string, string> = new Map([
  ["macos", "darwin"],
  ["osx", "darwin"],
  ["win", "windows"],
  ["win32", "windows"],
  ["gnu/linux", "linux"],
]);

/** Other names of architectures, some of which say the variant too. */
const architectureAliases: ReadonlyMap<string, readonly [architecture: string, variant?: string]> =
  new Map([
    ["x86_64", ["amd64"]],
    ["x86-64", ["amd64"]],
    ["x64", ["amd64"]],
    ["aarch64", ["arm64"]],
    ["arm64v8", ["arm64", "v8"]],
    ["i386", ["386"]],
    ["i486", ["386"]],
    ["i586", ["386"]],
    ["i686", ["386"]],
    ["x86", ["386"]],
    ["armhf", ["arm", "v7"]],
    ["armel", ["arm", "v6"]],
    ["armv5", ["arm", "v5"]],
    ["armv6", ["arm", "v6"]],
    ["armv6l", ["arm", "v6"]],
    ["armv7", ["arm", "v7"]],
    ["armv7l", ["arm", "v7"]],
    ["arm32v5", ["arm", "v5"]],
    ["arm32v6", ["arm", "v6"]],
    ["arm32v7", ["arm", "v7"]],
    ["ppc64el", ["ppc64le"]],
    ["loongarch64", ["loong64"]],
  ]);

/** A field of a platform whose text clients do not know, or know by another spelling. */
export interface UnusualName {
  readonly field: "os" | "architecture" | "variant";
  readonly text: string;
  /** Whether clients that normalize platforms, as containerd does, read the suggestion in place of the text. */
  readonly isAlias: boolean;
  /** The fields to write instead; undefined if no known name is similar. */
  readonly suggestion?: Partial<Pick<Platform, "os" | "architecture" | "variant">>;
}

/** Finds the system, architecture and variant of a platform that clients do not know as they are written. */
export function findUnusualNames({ os, architecture, variant }: Platform): readonly UnusualName[] {
  return [
    ...unusualSystem(os),
    ...unusualArchitecture(architecture),
    ...unusualVariant(architecture, variant ?? ""),
  ];
}

function unusualSystem(text: string): readonly UnusualName[] {
  if (text === "" || systems.has(text)) {
    return [];
  }
  const lower = text.toLowerCase();
  const known = systems.has(lower) ? lower : systemAliases.get(lower);
  const os = known ?? nearest(lower, systems);
  const isAlias = systems.has(lower) || lower === "macos";
  return [{ field: "os", text, isAlias, ...(os === undefined ? {} : { suggestion: { os } }) }];
}

function unusualArchitecture(text: string): readonly UnusualName[] {
  if (text === "" || architectures.has(text)) {
    return [];
  }
  const lower = text.toLowerCase();
  const [known = architectures.has(lower) ? lower : undefined, variant] =
    architectureAliases.get(lower) ?? [];
  const architecture = known ?? nearest(lower, architectures);
  const isAlias = architectures.has(lower) || containerdAliases.has(lower);
  const suggestion =
    architecture === undefined
      ? {}
      : { suggestion: { architecture, ...(variant === undefined ? {} : { variant }) } };
  return [{ field: "architecture", text, isAlias, ...suggestion }];
}

/** The aliases that containerd/platforms resolves. */
const containerdAliases: ReadonlySet<string> = new Set([
  "i386",
  "x86_64",
  "x86-64",
  "aarch64",
  "armhf",
  "armel",
]);

function unusualVariant(architecture: string, text: string): readonly UnusualName[] {
  const known = variants.get(architecture.toLowerCase());
  if (text === "" || known === undefined || known.test(text)) {
    return [];
  }
  const lower = text.toLowerCase();
  const digits = /^(?:armv|v)?(\d(?:\.\d)?)[a-z]?$/.exec(lower)?.[1];
  const variant = digits === undefined ? undefined : `v${digits}`;
  const isKnown = variant !== undefined && known.test(variant);
  return [
    {
      field: "variant",
      text,
      isAlias: isKnown && (lower === variant || `v${lower}` === variant),
      ...(isKnown ? { suggestion: { variant } } : {}),
    },
  ];
}

/** The most similar name; undefined if none is similar. */
function nearest(text: string, names: ReadonlySet<string>): string | undefined {
  const limit = text.length > 4 ? 2 : 1;
  const [best] = [...usual.filter((name) => names.has(name)), ...names]
    .map((name) => ({ name, distance: editDistance(text, name, limit) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}
