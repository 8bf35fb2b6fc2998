import type { Host } from "./parsePlatform.ts";

const systems: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le",
};

/**
 * The host in Go's terms, which platforms are written in.
 * @param platform Node's `process.platform`
 * @param architecture Node's `process.arch`
 */
export function nodeHost(platform: string, architecture: string): Host {
  return {
    os: systems[platform] ?? platform,
    architecture: architectures[architecture] ?? architecture,
  };
}
