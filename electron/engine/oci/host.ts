/**
 * The system and architecture that fill in what a platform omits, in Go's terms (`linux`, `darwin`, `windows`;
 * `amd64`, `arm64`). Passed in by the caller, so that a draft gives the same result on every machine.
 */
export interface Host {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

const systems: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le",
};

/**
 * Converts Node's names of a host to Go's, which platforms use.
 * @param platform Node's `process.platform`
 * @param architecture Node's `process.arch`
 */
export function nodeHost(platform: string, architecture: string): Host {
  return {
    os: systems[platform] ?? platform,
    architecture: architectures[architecture] ?? architecture,
  };
}
