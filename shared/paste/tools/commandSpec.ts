import type { FlagSpec, ParsedFlags } from "../parseFlags.ts";
import type { PasteResult } from "../pasteResult.ts";

/** A command of another tool: how it is recognized, and what it adds to a draft. */
export interface CommandSpec extends FlagSpec {
  /** `index` creates an index, `add` extends one created before, `copy` copies an image, `name` only names images. */
  readonly kind: "index" | "add" | "copy" | "name";
  /** The words it starts with, each with its aliases. */
  readonly words: readonly (readonly string[])[];
  /** Whether these arguments are those of the command and no prose; always if absent. */
  readonly isMeant?: (flags: ParsedFlags) => boolean;
  readonly read: (flags: ParsedFlags) => Partial<PasteResult>;
}

/** Flags that are parsed and ignored. */
export function ignored(...flags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.map((flag) => [flag, "ignored"]));
}

/** Splits comma-separated values. */
export function splitList(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(",")).filter((part) => part.trim() !== "");
}

/** In UTF-16 units. A longer repository, repeated for each tag, would take quadratic space. */
const maxReferenceLength = 1024;

/** The repository of a reference, without tag and digest; empty if the reference is missing or too long. */
function repositoryOf(reference = ""): string {
  return reference.length > maxReferenceLength
    ? ""
    : reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** The repository of `reference` at a digest, or the bare digest if the reference has no repository. */
export function atDigest(reference: string | undefined, digest: string): string {
  const repository = repositoryOf(reference);
  return repository === "" ? digest : `${repository}@${digest}`;
}

/** The repository of `reference` with another tag or digest. */
export function inRepository(reference: string | undefined, tagOrDigest: string): string {
  const separator = /^[a-z0-9]+:[0-9a-f]{32,}$/.test(tagOrDigest) ? "@" : ":";
  return `${repositoryOf(reference)}${separator}${tagOrDigest}`;
}

/** Reads the arguments of a copy: `SOURCE TARGET`, and platforms. */
export function readCopy({ positionals: [from, to], values }: ParsedFlags): Partial<PasteResult> {
  return {
    sources: from === undefined ? [] : [from],
    targets: to === undefined ? [] : [to],
    platforms: splitList(values("platform")),
    preferIndex: false,
  };
}

interface NameCommandOptions {
  /** How many of its arguments are images; all of them by default. */
  readonly maxImages?: number;
  /** Flags with a value, in addition to those of all tools. */
  readonly values?: Readonly<Record<string, string>>;
  /** Flags without a value, also where a flag of another tool with this name has one. */
  readonly switches?: readonly string[];
}

/** A command that only names images, such as `docker pull`. */
export function nameCommand(
  words: CommandSpec["words"],
  { maxImages = Infinity, values = {}, switches = [] }: NameCommandOptions = {},
): CommandSpec {
  const allValues = {
    ...ignored("--platform", "--format", "-f", "--registry-token", "--retry-times", "--builder"),
    ...ignored("--daemon-host", "--cache_path", "-c"),
    ...podmanFlags,
    ...regctlFlags,
    ...values,
  };
  return {
    kind: "name",
    words,
    values: Object.fromEntries(
      Object.entries(allValues).filter(([flag]) => !switches.includes(flag)),
    ),
    switches: {
      ...ignored("--raw", "--quiet", "-q", "--all-tags", "-a", "--tls-verify", "--verbose"),
      ...ignored("--insecure", "--plain-http", "--debug", "-d", "--disable-content-trust"),
      ...ignored("--config", "--no-tags", "-n", "--no-creds", "--list", "--require-list"),
      ...ignored(...switches),
    },
    read: ({ positionals }) => ({ sources: positionals.slice(0, maxImages) }),
  };
}

/** Flags with a value that all commands of regctl share; `--host` may contain credentials. */
export const regctlFlags = ignored("--host", "--user-agent", "--verbosity", "-v", "--logopt");

/** Flags with a value of the commands of podman and buildah that contact a registry. */
export const podmanFlags = ignored(
  "--authfile",
  "--creds",
  "--cert-dir",
  "--username",
  "-u",
  "--password",
  "--os",
  "--arch",
  "--variant",
  "--retry",
  "--retry-delay",
  "--sign-by",
  "--decryption-key",
);
