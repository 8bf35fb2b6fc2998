import { countOf } from "../countOf.ts";
import {
  findImageFields,
  findJsonImages,
  findReferences,
  isLiteral,
  isProse,
} from "./findReferences.ts";
import { normalizeReference } from "./normalizeReference.ts";
import { parseCommand, type ParsedCommand, withoutStages } from "./parseCommand.ts";
import { emptyPasteResult, type PasteResult } from "./pasteResult.ts";
import { savedKind } from "./savedFile.ts";
import { dropFlagValues } from "./secretFlags.ts";
import { splitShellCommands } from "./splitShellCommands.ts";
import { splitSourceList } from "./splitSourceList.ts";

/** Maximum length of a text that is searched for commands, in UTF-16 units; longer texts are lists. */
const maxCommandLength = 256 * 1024;
/** How many ignored words a note names. */
const namedWords = 3;
/** How many notes about one text are shown. */
const maxNotes = 8;

/** Matches every text that may contain a command. */
const mayBeCommand =
  /\b(?:buildx|docker|podman|nerdctl|buildah|finch|crane|regctl|skopeo|oras|helm|crictl|kubectl|cosign|notation|trivy|syft|grype|dive|flux)\b|\bctr[ \t]|^[ \t]*(?:FROM[ \t]|COPY[ \t].*--from=)/im;

function listWords(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const more = distinct.length - namedWords;
  const shown = distinct
    .slice(0, namedWords)
    .map((word) => (word.length > 40 ? `${word.slice(0, 40)}…` : word));
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function capNotes(notes: readonly string[]): readonly string[] {
  const more = notes.length - maxNotes;
  return more > 0
    ? [...notes.slice(0, maxNotes), `Ignored: ${countOf(more, "more part")} of the text.`]
    : notes;
}

/** Converts the references to this app's syntax, and notes those it rejects. */
function normalizeReferences(result: PasteResult): PasteResult {
  const notes = new Set(result.notes);
  const normalize = (words: readonly string[]): readonly string[] =>
    words.flatMap((word) => {
      if (isLiteral(word)) {
        return [word];
      }
      const normalized = normalizeReference(word);
      if (normalized.kind === "rejected") {
        notes.add(normalized.reason);
        return [];
      }
      return normalized.text === "" ? [] : [normalized.text];
    });
  const sources = normalize(result.sources);
  const targets = normalize(result.targets);
  const withVariable = [...sources, ...targets].find(
    (text) => !isLiteral(text) && text.includes("$"),
  );
  if (withVariable !== undefined) {
    notes.add(`Variables are not expanded: replace the variable in ${withVariable}.`);
  }
  return { ...result, sources, targets: [...new Set(targets)], notes: capNotes([...notes]) };
}

/** The mark of an item in a list of Markdown or YAML, or its number. */
const itemMark = /^[ \t]*(?:[-*+•]|\d{1,4}[.)])[ \t]+(?=\S)/gm;

function parseList(typed: string): PasteResult {
  const text = typed.replaceAll(itemMark, "");
  const fields = findImageFields(text);
  if (fields.references.length > 0) {
    const notes = fields.hasOtherLines ? ["Only the values of “image:” are read."] : [];
    return normalizeReferences({ ...emptyPasteResult, sources: fields.references, notes });
  }
  const inJson = text.length <= maxCommandLength ? findJsonImages(text) : [];
  if (inJson.length > 0) {
    return normalizeReferences({ ...emptyPasteResult, sources: inJson });
  }
  const listed = splitSourceList(text);
  // Before a list of YAML, and in what docker prints.
  const words = dropFlagValues(
    listed.length > 1 ? listed.filter((word) => !/^[\w-]{1,64}:$/.test(word)) : listed,
  );
  if (!isProse(text)) {
    return normalizeReferences({ ...emptyPasteResult, sources: words });
  }
  const { references, otherWords } = findReferences(text, words);
  const notes =
    otherWords.length === 0
      ? []
      : [
          `Ignored as text: ${listWords(otherWords)}. To add an image, paste it alone or with its tag.`,
        ];
  return normalizeReferences({ ...emptyPasteResult, sources: references, notes });
}

/** Equal for two commands with the same sources. */
function sourcesKey({ result }: ParsedCommand): string {
  return JSON.stringify(result.sources);
}

/** Merges commands: the first that creates an index and what is added to it, otherwise a copy, otherwise all images. */
function mergeCommands(commands: readonly ParsedCommand[]): PasteResult {
  const main =
    commands.find(({ kind }) => kind === "index") ?? commands.find(({ kind }) => kind === "copy");
  if (main === undefined) {
    const images = commands.filter(({ kind }) => kind === "name");
    return {
      ...emptyPasteResult,
      sources: images.flatMap(({ result }) => result.sources),
      notes: [
        ...images.flatMap(({ result }) => result.notes),
        ...noteIgnored(commands.filter(({ kind }) => kind !== "name")),
      ],
    };
  }
  const mainSources = sourcesKey(main);
  const related = commands.filter(
    (command) =>
      command !== main &&
      ((main.kind === "index" && command.kind === "add") ||
        (command.kind === main.kind && sourcesKey(command) === mainSources)),
  );
  const merged = new Set([main, ...related]);
  const additions = related.filter(({ kind }) => kind === "add");
  return {
    ...main.result,
    sources: [main, ...additions].flatMap(({ result }) => result.sources),
    targets: [...merged].flatMap(({ result }) => result.targets),
    notes: [
      ...[...merged].flatMap(({ result }) => result.notes),
      ...noteIgnored(commands.filter((command) => !merged.has(command))),
    ],
  };
}

function noteIgnored(commands: readonly ParsedCommand[]): readonly string[] {
  return commands.length === 0 ? [] : [`Ignored: ${listWords(commands.map(({ name }) => name))}.`];
}

/** Says that known commands name no image; nothing if a command that could name one is explained by its own note. */
function noImage(commands: readonly ParsedCommand[]): readonly string[] {
  const named = commands.filter(({ kind }) => kind !== "other");
  if (named.some(({ name }) => name === "FROM scratch")) {
    return ["scratch is no image: the stage starts without one."];
  }
  const first = named.find(({ result }) => result.notes.length === 0);
  return first === undefined ? [] : [`${first.name} names no image here: add one to the command.`];
}

/**
 * Parses a pasted text: a command of docker, podman, crane, regctl, skopeo, oras or helm, a Dockerfile, a list of
 * sources, a file with `image:` fields, or prose with references. Nothing is run or looked up, and secrets in commands
 * are dropped.
 * Takes time linear in the length of the text.
 */
export function parsePaste(text: string): PasteResult {
  if (savedKind(text) === "plan") {
    return {
      ...emptyPasteResult,
      notes: ["A plan, not a source: drop its file, or use Open Plan."],
    };
  }
  if (text.length <= maxCommandLength && mayBeCommand.test(text)) {
    const parsed = splitShellCommands(text).flatMap((words) => parseCommand(words) ?? []);
    const commands = withoutStages(parsed);
    if (commands.some(({ kind }) => kind !== "other")) {
      const merged = mergeCommands(commands);
      const missing = merged.sources.length + merged.targets.length === 0 ? noImage(commands) : [];
      return normalizeReferences({
        ...merged,
        isCommand: true,
        notes: [...missing, ...merged.notes],
      });
    }
    if (commands.length > 0) {
      // Name the commands only: their words may be secret, as in `echo PASSWORD | docker login`.
      return { ...parseList(text), notes: noteIgnored(commands) };
    }
  }
  return parseList(text);
}
