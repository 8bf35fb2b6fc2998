import { Document, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type {
  AnnotationEdit,
  AnnotationScope,
  Draft,
  DraftAnnotation,
  DraftTarget,
  EntryEdit,
  PlatformEdit,
} from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { maxRecipeBytes } from "./recipeSchema.ts";

/**
 * Formats a draft as a recipe: readable YAML that `parseRecipe` parses to the same draft with other ids.
 *
 * @throws EngineError `too_large` if the recipe could not be opened again
 */
export function formatRecipe(draft: Draft): string {
  const { copyReferrers } = draft;
  const replacements = draft.sources.flatMap(({ replaces }, at) =>
    replaces === undefined ? [] : [formatReplacement(replaces, at + 1)],
  );
  const index = indexFields(draft);
  const hasEdits = draft.edits.length + draft.order.length + replacements.length + index.length > 0;
  const recipe = new Document(
    mapOf([
      ["manifestry", hasEdits ? 2 : 1],
      ["sources", listOf(draft.sources.map(({ text }) => textOf(text)))],
      ["platforms", listOf(draft.platforms.map(textOf))],
      // Omitted if empty: versions before 0.2 refuse the key.
      ...(draft.excluded.length > 0
        ? [["exclude", listOf(draft.excluded.map(textOf))] as const]
        : []),
      ...(draft.edits.length > 0 ? [["edits", listOf(draft.edits.map(formatEdit))] as const] : []),
      ...(draft.order.length > 0 ? [["order", listOf(draft.order.map(textOf))] as const] : []),
      ...(replacements.length > 0 ? [["replace", listOf(replacements)] as const] : []),
      ["annotations", listOf(groupByScope(draft.annotations).map(formatGroup))],
      ...(index.length > 0 ? [["index", mapOf(index)] as const] : []),
      [
        "options",
        mapOf([
          ["wrap-single-image", draft.preferIndex],
          ["keep-os-version", draft.keepOsVersion],
          ["keep-artifact-type", draft.keepArtifactType],
          ["keep-subject", draft.keepSubject],
        ]),
      ],
      [
        "travel",
        mapOf([
          ["referrers", copyReferrers.referrers],
          ["digest-tags", copyReferrers.digestTags],
        ]),
      ],
      ["targets", listOf(draft.targets.map(formatTarget))],
    ]),
    // Quotes what YAML 1.1 parsers would read as a number or boolean.
    { compat: "yaml-1.1" },
  );
  const text = recipe.toString({ lineWidth: 0, doubleQuotedAsJSON: true, blockQuote: "literal" });
  const size = Buffer.byteLength(text);
  if (size > maxRecipeBytes) {
    throw new EngineError("too_large", `The recipe would have ${size} bytes.`, {
      hint: `A recipe has at most ${maxRecipeBytes} bytes. Remove sources, or shorten annotations.`,
    });
  }
  return text;
}

/** What the draft says about the index itself. */
function indexFields({
  sources,
  base,
  indexFormat,
  artifactType,
  subject,
}: Draft): readonly (readonly [string, unknown])[] {
  const at = sources.findIndex(({ id }) => id === base);
  return [
    ...(at < 0 ? [] : [["edits", at + 1] as const]),
    ...(indexFormat === undefined ? [] : [["format", textOf(indexFormat)] as const]),
    ...(artifactType === undefined ? [] : [["artifact-type", textOf(artifactType)] as const]),
    ...(subject === undefined ? [] : [["subject", textOf(subject)] as const]),
  ];
}

/** Consecutive annotations of one scope, each key once. */
interface AnnotationGroup {
  readonly scope: AnnotationScope;
  readonly pairs: Map<string, string>;
}

function groupByScope(annotations: readonly DraftAnnotation[]): readonly AnnotationGroup[] {
  const groups: AnnotationGroup[] = [];
  for (const { scope, key, value } of annotations) {
    const last = groups.at(-1);
    if (last && isSameScope(last.scope, scope) && !last.pairs.has(key)) {
      last.pairs.set(key, value);
    } else {
      groups.push({ scope, pairs: new Map([[key, value]]) });
    }
  }
  return groups;
}

function isSameScope(a: AnnotationScope, b: AnnotationScope): boolean {
  if (a.kind === "platform") {
    return b.kind === "platform" && a.platform === b.platform;
  }
  return a.kind === b.kind;
}

function formatGroup({ scope, pairs }: AnnotationGroup): YAMLMap {
  const set = new YAMLMap<Scalar, Scalar>();
  for (const [key, value] of pairs) {
    set.add({ key: textOf(key), value: textOf(value) });
  }
  const place =
    scope.kind === "platform"
      ? (["platform", textOf(scope.platform)] as const)
      : (["to", textOf(scope.kind)] as const);
  return mapOf([place, ["set", set]]);
}

function formatEdit({ digest, platform, size, annotations, manifest = {} }: EntryEdit): YAMLMap {
  const { convertTo, keepAttestations = false } = manifest;
  const ofManifest = [
    ...(convertTo === undefined ? [] : [["convert-to", textOf(convertTo)] as const]),
    ...formatFields(manifest.platform, manifest.annotations),
    ...(keepAttestations ? [["keep-attestations", true] as const] : []),
  ];
  return mapOf([
    ["digest", textOf(digest)],
    ...(size === undefined ? [] : [["size", size] as const]),
    ...formatFields(platform, annotations),
    ...(ofManifest.length > 0 ? [["manifest", mapOf(ofManifest)] as const] : []),
  ]);
}

function formatFields(
  platform: PlatformEdit = {},
  annotations: readonly AnnotationEdit[] = [],
): readonly (readonly [string, YAMLMap])[] {
  const fields = Object.entries(platform).flatMap(([name, value]) => {
    if (value === undefined) {
      return [];
    }
    const item = typeof value === "string" ? textOf(value) : listOf(value.map(textOf));
    return [[name, item] as const];
  });
  return [
    ...(fields.length > 0 ? [["platform", mapOf(fields)] as const] : []),
    ...(annotations.length > 0
      ? [["annotations", formatAnnotationEdits(annotations)] as const]
      : []),
  ];
}

function formatAnnotationEdits(annotations: readonly AnnotationEdit[]): YAMLMap {
  const set = new YAMLMap<Scalar, Scalar>();
  for (const { key, value } of annotations) {
    if (value !== undefined) {
      set.add({ key: textOf(key), value: textOf(value) });
    }
  }
  const removed = annotations.filter(({ value }) => value === undefined);
  return mapOf([
    ...(set.items.length > 0 ? [["set", set] as const] : []),
    ...(removed.length > 0
      ? [["remove", listOf(removed.map(({ key }) => textOf(key)))] as const]
      : []),
  ]);
}

/** @param number of the source, from 1 */
function formatReplacement(digest: string, number: number): YAMLMap {
  return mapOf([
    ["digest", textOf(digest)],
    ["with", number],
  ]);
}

function formatTarget({ text, noClobber }: DraftTarget): Scalar | YAMLMap {
  if (noClobber === undefined) {
    return textOf(text);
  }
  return mapOf([
    ["reference", textOf(text)],
    ["no-clobber", noClobber],
  ]);
}

function mapOf(fields: readonly (readonly [string, unknown])[]): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of fields) {
    map.add({ key, value });
  }
  return map;
}

function listOf(items: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items = [...items];
  return list;
}

/** Returns a scalar with the exact text. Invisible characters are written as escapes. */
function textOf(text: string): Scalar {
  const scalar = new Scalar(text);
  if (!/^[\n\x20-\x7e\u00a1-\ud7ff\ue000-\ufefe\ufff0-\ufffd]*$/.test(text)) {
    scalar.type = Scalar.QUOTE_DOUBLE;
  }
  return scalar;
}
