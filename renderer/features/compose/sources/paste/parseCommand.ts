import { parseFlags } from "./parseFlags.ts";
import { type CommandSpec, commandSpecs, dockerLike } from "./commandSpecs.ts";
import { emptyPasteResult, type PasteResult } from "./pasteResult.ts";
import type { ShellCommand } from "./splitShellCommands.ts";

/** What a command does, as far as it matters here. */
export interface ParsedCommand {
  /** `other` is a command of a known tool that gives nothing. */
  readonly kind: CommandSpec["kind"] | "other";
  /** The command as people call it, without arguments: `docker buildx imagetools create`. */
  readonly name: string;
  readonly pasted: PasteResult;
  /** The name that a FROM gives to its stage. */
  readonly stage?: string;
}

/** Words before a command: a prompt, a list's dash, a Makefile's mark, other programs that run it. */
const prefixes = new Set(["$", "%", ">", "#", "-", "PS>", "sudo", "time", "exec", "RUN", "run:"]);

/** The command itself, its program without folder and ending. */
function bareCommand(command: ShellCommand): ShellCommand {
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

/** Flags before a command's own words that have no value. */
const globalSwitches = /^(?:-[a-zA-Z]|--(?:debug|insecure|insecure-policy|tls|tlsverify|verbose))$/;

/** Where the arguments begin; -1 where the words are another command's. Global flags may stand between. */
function argumentsStart(words: ShellCommand, { words: wanted }: CommandSpec): number {
  let at = 0;
  for (const names of wanted) {
    while (at > 0 && words[at]?.startsWith("-") === true) {
      const flag = words[at] ?? "";
      at += flag.includes("=") || globalSwitches.test(flag) ? 1 : 2;
    }
    if (!names.includes(words[at] ?? "")) {
      return -1;
    }
    at += 1;
  }
  return at;
}

/** The words of a command without what redirects its input and output. */
function withoutRedirections(words: ShellCommand): ShellCommand {
  return words.filter((word, at) => {
    const before = words[at - 1] ?? "";
    return !/^\d?(?:>>?|<<?)/.test(word) && !/^\d?(?:>>?|<{1,3})$/.test(before);
  });
}

/** `FROM [--platform=…] IMAGE [AS NAME]`, as Dockerfiles have it. */
function readFrom(words: ShellCommand): ParsedCommand | null {
  const rest = words.slice(1).filter((word) => !word.startsWith("--"));
  const isFrom =
    /^from$/i.test(words[0] ?? "") && (rest.length === 1 || /^as$/i.test(rest[1] ?? ""));
  const [image] = rest;
  if (!isFrom || image === undefined || rest.length > 3) {
    return null;
  }
  const sources = image === "scratch" ? [] : [image];
  const stage = rest[2];
  return {
    kind: "name",
    name: "FROM",
    pasted: { ...emptyPasteResult, sources },
    ...(stage === undefined ? {} : { stage }),
  };
}

/**
 * The commands without what FROM takes from a stage before it, which is no image. Names of stages are compared in lower
 * case. Source: BuildKit, `dockerfile2llb`, `findStateByName`.
 */
export function withoutStages(commands: readonly ParsedCommand[]): readonly ParsedCommand[] {
  const stages = new Set<string>();
  return commands.map((command) => {
    const { name, pasted, stage } = command;
    const sources = pasted.sources.filter(
      (source) => name !== "FROM" || !stages.has(source.toLowerCase()),
    );
    if (stage !== undefined) {
      stages.add(stage.toLowerCase());
    }
    return { ...command, pasted: { ...pasted, sources } };
  });
}

/** Tools whose other commands are named where they are not taken, and not taken for sources. */
const tools = new Set([...dockerLike, "crane", "gcrane", "regctl", "skopeo", "oras", "cosign"]);

/** What a command of docker, podman, crane, regctl, skopeo or oras gives; null for any other text. */
export function parseCommand(command: ShellCommand): ParsedCommand | null {
  const words = withoutRedirections(bareCommand(command));
  for (const spec of commandSpecs) {
    const start = argumentsStart(words, spec);
    if (start >= 0) {
      const flags = parseFlags(words.slice(start), spec);
      const pasted = { ...emptyPasteResult, ...spec.read(flags) };
      const notes = new Set(
        flags.unknown.map(({ flag, withValue }) =>
          withValue ? `${flag} and the word after it are not taken.` : `${flag} is not taken.`,
        ),
      );
      return {
        kind: spec.kind,
        name: nameOf(spec, words),
        pasted: { ...pasted, notes: [...pasted.notes, ...notes] },
      };
    }
  }
  const from = readFrom(words);
  if (from !== null) {
    return from;
  }
  const [tool = "", verb = ""] = words;
  return tools.has(tool) && /^[a-z]+$/.test(verb)
    ? { kind: "other", name: `${tool} ${verb}`, pasted: emptyPasteResult }
    : null;
}

function nameOf({ words }: CommandSpec, typed: ShellCommand): string {
  return words.map((names) => names.find((name) => typed.includes(name)) ?? "").join(" ");
}
