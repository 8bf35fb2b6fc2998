import { type ParsedFlags, parseFlags } from "./parseFlags.ts";
import { emptyPasteResult, type PasteResult } from "./pasteResult.ts";
import type { ShellCommand } from "./splitShellCommands.ts";
import type { CommandSpec } from "./tools/commandSpec.ts";
import { clusterCommands } from "./tools/clusterCommands.ts";
import { craneCommands } from "./tools/craneCommands.ts";
import { dockerCommands, dockerLike } from "./tools/dockerCommands.ts";
import { helmCommands } from "./tools/helmCommands.ts";
import { orasCommands } from "./tools/orasCommands.ts";
import { regctlCommands } from "./tools/regctlCommands.ts";
import { scanCommands } from "./tools/scanCommands.ts";
import { skopeoCommands } from "./tools/skopeoCommands.ts";

/** All known commands. The first that matches is meant. */
export const commandSpecs: readonly CommandSpec[] = [
  ...dockerCommands,
  ...craneCommands,
  ...regctlCommands,
  ...skopeoCommands,
  ...orasCommands,
  ...helmCommands,
  ...clusterCommands,
  ...scanCommands,
];

/** A parsed command and what it adds to a draft. */
export interface ParsedCommand {
  /** `other` is an unsupported command of a known tool; it adds nothing. */
  readonly kind: CommandSpec["kind"] | "other";
  /** The command without arguments: `docker buildx imagetools create`. */
  readonly name: string;
  readonly result: PasteResult;
  /** The stage named by a Dockerfile's `FROM … AS`. */
  readonly stage?: string;
}

/** Words skipped before a command: shell prompts, list bullets, keywords of Dockerfiles and workflows, wrappers. */
const prefixes = new Set(["$", "%", ">", "#", "-", "PS>", "sudo", "time", "exec", "RUN", "run:"]);

/** Strips prefixes and environment variables, and the folder and extension of the program. */
function stripPrefixes(command: ShellCommand): ShellCommand {
  const start = command.findIndex((word) => !prefixes.has(word) && !/^[A-Za-z_]\w*=/.test(word));
  const [program = "", ...rest] = start < 0 ? [] : command.slice(start);
  const name = program
    .replace(/^@/, "")
    .replace(/^.*[/\\]/, "")
    .replace(/\.exe$/i, "");
  return name === "buildx" || name === "docker-buildx"
    ? ["docker", "buildx", ...rest]
    : [name, ...rest];
}

/** Flags without a value that may stand before a subcommand. */
const globalSwitches = /^--(?:debug|insecure|insecure-policy|tls|tlsverify|verbose)$/;

/** Whether the word after a flag before a subcommand is not its value: `docker -D pull`, but `nerdctl -n k8s.io pull`. */
function isSwitch(flag: string, next: string | undefined, names: readonly string[]): boolean {
  return (
    flag.includes("=") ||
    globalSwitches.test(flag) ||
    (/^-[a-zA-Z]$/.test(flag) && (names.includes(next ?? "") || next?.startsWith("-") === true))
  );
}

/** The index of the first argument, or -1 if the words are another command. Skips global flags. */
function argumentsStart(words: ShellCommand, { words: wanted }: CommandSpec): number {
  let at = 0;
  for (const names of wanted) {
    while (at > 0 && words[at]?.startsWith("-") === true) {
      const flag = words[at] ?? "";
      at += isSwitch(flag, words[at + 1], names) ? 1 : 2;
    }
    if (!names.includes(words[at] ?? "")) {
      return -1;
    }
    at += 1;
  }
  return at;
}

/** Removes redirections of input and output. */
function withoutRedirections(words: ShellCommand): ShellCommand {
  return words.filter((word, at) => {
    const before = words[at - 1] ?? "";
    return !/^\d?(?:>>?|<<?)/.test(word) && !/^\d?(?:>>?|<{1,3})$/.test(before);
  });
}

/** Parses a Dockerfile's `FROM [--platform=…] IMAGE [AS NAME]`. */
function parseFrom(words: ShellCommand): ParsedCommand | undefined {
  const rest = words.slice(1).filter((word) => !word.startsWith("--"));
  const isFrom =
    /^from$/i.test(words[0] ?? "") && (rest.length === 1 || /^as$/i.test(rest[1] ?? ""));
  const [image] = rest;
  if (!isFrom || image === undefined || rest.length > 3) {
    return undefined;
  }
  const isScratch = image === "scratch";
  const sources = isScratch ? [] : [image];
  const stage = rest[2];
  return {
    kind: "name",
    name: isScratch ? "FROM scratch" : "FROM",
    result: { ...emptyPasteResult, sources },
    ...(stage === undefined ? {} : { stage }),
  };
}

/** Parses a Dockerfile's `COPY --from=IMAGE …`. A number is a stage. */
function parseCopyFrom(words: ShellCommand): ParsedCommand | undefined {
  const flag = /^copy$/i.test(words[0] ?? "")
    ? words.find((word) => word.startsWith("--from="))
    : undefined;
  const image = flag?.slice("--from=".length) ?? "";
  return image === "" || /^\d+$/.test(image)
    ? undefined
    : { kind: "name", name: "COPY --from", result: { ...emptyPasteResult, sources: [image] } };
}

/**
 * Removes sources that name an earlier stage of the Dockerfile. Stage names are compared in lower case.
 * Source: BuildKit, `dockerfile2llb`, `findStateByName`.
 */
export function withoutStages(commands: readonly ParsedCommand[]): readonly ParsedCommand[] {
  const stages = new Set<string>();
  return commands.map((command) => {
    const { name, result, stage } = command;
    const sources = result.sources.filter(
      (source) => !/^(?:FROM|COPY --from)$/.test(name) || !stages.has(source.toLowerCase()),
    );
    if (stage !== undefined) {
      stages.add(stage.toLowerCase());
    }
    return { ...command, result: { ...result, sources } };
  });
}

/** Tools whose unsupported commands are named in a note, and not read as a list of sources. */
const tools = new Set([
  ...dockerLike,
  "crane",
  "gcrane",
  "regctl",
  "skopeo",
  "oras",
  "cosign",
  "helm",
  "kubectl",
  "trivy",
]);

/**
 * Parses a command of a known tool, or FROM or COPY --from of a Dockerfile.
 * @returns undefined for other text
 */
export function parseCommand(command: ShellCommand): ParsedCommand | undefined {
  const words = withoutRedirections(stripPrefixes(command));
  for (const spec of commandSpecs) {
    const start = argumentsStart(words, spec);
    const flags = start < 0 ? undefined : parseFlags(words.slice(start), spec);
    if (flags !== undefined && spec.isMeant?.(flags) !== false) {
      return parseKnownCommand(spec, words, flags);
    }
  }
  const from = parseFrom(words) ?? parseCopyFrom(words);
  if (from !== undefined) {
    return from;
  }
  const [tool = "", verb = ""] = words;
  return tools.has(tool) && /^[a-z]+$/.test(verb)
    ? { kind: "other", name: `${tool} ${verb}`, result: emptyPasteResult }
    : undefined;
}

function parseKnownCommand(
  spec: CommandSpec,
  words: ShellCommand,
  flags: ParsedFlags,
): ParsedCommand {
  const result = { ...emptyPasteResult, ...spec.read(flags) };
  const notes = new Set(
    flags.unknown.map(({ flag, withValue }) =>
      withValue ? `Ignored: ${flag} and the word after it.` : `Ignored: ${flag}.`,
    ),
  );
  return {
    kind: spec.kind,
    name: spec.words.map((names) => names.find((name) => words.includes(name)) ?? "").join(" "),
    result: { ...result, notes: [...result.notes, ...notes] },
  };
}
