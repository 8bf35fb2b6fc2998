import { countOf } from "../../../../ui/format.ts";
import { splitSourceList } from "./splitSourceList.ts";
import { dropFlagValues } from "./secretFlags.ts";
import { normalizeReference } from "./normalizeReference.ts";
import { emptyPasteResult, type PasteResult } from "./pasteResult.ts";
import { type ParsedCommand, parseCommand, withoutStages } from "./parseCommand.ts";
import { splitShellCommands } from "./splitShellCommands.ts";

/** The longest text that is looked into for commands; anything longer is a list. */
const longestCommands = 256 * 1024;
/** So many words are named where they are not taken. */
const listed = 3;

/** So many notes are shown of one text. */
const mostNotes = 8;

/** What a text must have for a command to be in it. */
const mayBeCommand =
  /\b(?:buildx|docker|podman|nerdctl|buildah|crane|regctl|skopeo|oras)\b|^[ \t]*FROM[ \t]/im;

/** A place on this computer, or JSON: taken as it is typed. */
const literal = /^(?:oci-layout:\/\/|(?:oci|docker)-archive:|[[{])/;

/** A word that can hardly be anything but a reference: a host or a path with a tag or digest, or a digest. */
const surely =
  /^(?:[\w.-]+\.[a-z]{2,}(?::\d+)?|localhost(?::\d+)?|[a-z0-9_-]+(?=\/[^:@]+[:@]))(?:\/[\w.-]+)+(?::[\w.-]+)?(?:@[a-z0-9]+:[0-9a-f]{32,})?$|^(?:[a-z0-9._/-]+@)?sha\d+:[0-9a-f]{32,}$|^(?:docker|ocidir):\/\//;

/** An image of Docker Hub with a version; any other tag may be a password after a user's name. */
const versioned = /^[a-z][\w.-]*:v?\d[\w.-]*$/;
/** Words that come with a login: `bob:1234` beside them is no image. */
const aboutLogin =
  /\b(?:credentials?|log(?:in|ged)|pass(?:wd|word|phrase)?|pwd|secret|token|user(?:name)?)\b/i;

function names(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const more = distinct.length - listed;
  const shown = distinct
    .slice(0, listed)
    .map((word) => (word.length > 40 ? `${word.slice(0, 40)}…` : word));
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** The longest word that is taken out of prose. */
const longestWord = 512;

/** @param login whether the text around it speaks of a login */
function isSurelyReference(word: string, login: boolean): boolean {
  return (
    literal.test(word) ||
    (word.length <= longestWord && (surely.test(word) || (!login && versioned.test(word))))
  );
}

/** Whether a word says nothing of where it is: without more it would be looked up at Docker Hub. */
function isPlain(word: string): boolean {
  return !/[/:@]/.test(word);
}

/** Whether a text is prose or has prose in it: several words in a row, some of which are only words. */
function isProse(text: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    if (/[{[]|oci-layout:|-archive:/.test(line)) {
      return false;
    }
    const words = line.split(",").map((item) => item.trim().split(/\s+/));
    return (
      words.some((item) => item.length > 1 && item.some(isPlain)) ||
      words.some((item) => item.some((word) => isPlain(word) && /^[A-Z]|[.!?]$/.test(word)))
    );
  });
}

/** As many notes as can be read; the others are counted. */
function firstNotes(notes: readonly string[]): readonly string[] {
  const more = notes.length - mostNotes;
  return more > 0
    ? [...notes.slice(0, mostNotes), `Not taken: ${countOf(more, "more part")} of the text.`]
    : notes;
}

/** Names as other tools write them, as they are written here; what cannot be taken is noted. */
function translate(pasted: PasteResult): PasteResult {
  const notes = new Set(pasted.notes);
  const take = (words: readonly string[]): readonly string[] =>
    words.flatMap((word) => {
      if (literal.test(word)) {
        return [word];
      }
      const read = normalizeReference(word);
      if (read.kind === "refused") {
        notes.add(read.why);
        return [];
      }
      return read.text === "" ? [] : [read.text];
    });
  const sources = take(pasted.sources);
  const targets = take(pasted.targets);
  const variable = [...sources, ...targets].find(
    (text) => !literal.test(text) && text.includes("$"),
  );
  if (variable !== undefined) {
    notes.add(`Nothing is run or filled in here: replace the variable in ${variable}.`);
  }
  return { ...pasted, sources, targets: [...new Set(targets)], notes: firstNotes([...notes]) };
}

function readList(text: string): PasteResult {
  const words = dropFlagValues(splitSourceList(text));
  if (!isProse(text)) {
    return translate({ ...emptyPasteResult, sources: words });
  }
  const login = aboutLogin.test(text);
  const bare = words.map((word) =>
    literal.test(word) || word.length > longestWord
      ? word
      : word.replace(/^[("'`<]+/, "").replace(/[)"'`>.,;:!?]+$/, ""),
  );
  const sources = bare.filter((word) => isSurelyReference(word, login));
  const left = bare
    .filter((word) => word !== "" && !isSurelyReference(word, login))
    // The value of a setting may be secret.
    .map((word) => word.replace(/=.*$/s, "=…"));
  const notes =
    left.length === 0
      ? []
      : [
          `Not taken, as ${left.length === 1 ? "it looks" : "they look"} like words: ${names(left)}. Write an image alone, or with its tag.`,
        ];
  return translate({ ...emptyPasteResult, sources, notes });
}

/** A key that two commands share where they have the same sources. */
function sourcesKey({ pasted }: ParsedCommand): string {
  return JSON.stringify(pasted.sources);
}

/** What several commands come to: the first that makes an index with what is added to it, else a copy, else images. */
function combine(commands: readonly ParsedCommand[]): PasteResult {
  const main =
    commands.find(({ kind }) => kind === "index") ?? commands.find(({ kind }) => kind === "copy");
  if (main === undefined) {
    const images = commands.filter(({ kind }) => kind === "name");
    return {
      ...emptyPasteResult,
      sources: images.flatMap(({ pasted }) => pasted.sources),
      notes: [
        ...images.flatMap(({ pasted }) => pasted.notes),
        ...notTaken(commands.filter(({ kind }) => kind !== "name")),
      ],
    };
  }
  const mainSources = sourcesKey(main);
  const along = commands.filter(
    (command) =>
      command !== main &&
      (main.kind === "index" && command.kind === "add"
        ? true
        : command.kind === main.kind && sourcesKey(command) === mainSources),
  );
  const all = new Set([main, ...along]);
  const added = along.filter(({ kind }) => kind === "add");
  return {
    ...main.pasted,
    sources: [main, ...added].flatMap(({ pasted }) => pasted.sources),
    targets: [...all].flatMap(({ pasted }) => pasted.targets),
    notes: [
      ...[...all].flatMap(({ pasted }) => pasted.notes),
      ...notTaken(commands.filter((command) => !all.has(command))),
    ],
  };
}

function notTaken(commands: readonly ParsedCommand[]): readonly string[] {
  return commands.length === 0 ? [] : [`Not taken: ${names(commands.map(({ name }) => name))}.`];
}

/**
 * What a pasted text gives to a draft: a command of docker, podman, crane, regctl, skopeo or oras, or a list of
 * sources, in prose too. Nothing is run, nothing is looked up, and no secret of a command is kept.
 * Takes time in proportion to the text.
 */
export function parsePaste(text: string): PasteResult {
  if (text.length <= longestCommands && mayBeCommand.test(text)) {
    const read = splitShellCommands(text).flatMap((words) => parseCommand(words) ?? []);
    const commands = withoutStages(read);
    if (commands.some(({ kind }) => kind !== "other")) {
      return translate({ ...combine(commands), isCommand: true });
    }
    if (commands.length > 0) {
      // The words of a command may be secret: `echo PASSWORD | docker login`. Only the command is named.
      return { ...readList(text), notes: notTaken(commands) };
    }
  }
  return readList(text);
}
