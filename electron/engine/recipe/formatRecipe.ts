import { Document, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type {
  AnnotationScope,
  Draft,
  DraftAnnotation,
  DraftTarget,
} from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { largestRecipe } from "./largestRecipe.ts";

/**
 * Write a draft as a recipe: YAML that a person reads and reviews, and that `parseRecipe` reads back as the
 * same draft but for its ids.
 *
 * @throws EngineError `too_large` where it could not be opened again
 */
export function formatRecipe(draft: Draft): string {
  const { copyReferrers } = draft;
  const recipe = new Document(
    mapOf([
      ["manifestry", 1],
      ["sources", listOf(draft.sources.map(({ text }) => textOf(text)))],
      ["platforms", listOf(draft.platforms.map(textOf))],
      // Left out where there are none: versions before this choice read such a recipe too.
      ...(draft.excluded.length > 0
        ? [["exclude", listOf(draft.excluded.map(textOf))] as const]
        : []),
      ["annotations", listOf(groupByScope(draft.annotations).map(formatGroup))],
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
    // What other readers of YAML would take for a number or a truth value is quoted.
    { compat: "yaml-1.1" },
  );
  const text = recipe.toString({ lineWidth: 0, doubleQuotedAsJSON: true, blockQuote: "literal" });
  const size = Buffer.byteLength(text);
  if (size > largestRecipe) {
    throw new EngineError("too_large", `The recipe would have ${size} bytes.`, {
      hint: `A recipe has at most ${largestRecipe} bytes. Leave out sources, or shorten annotations.`,
    });
  }
  return text;
}

interface Group {
  readonly scope: AnnotationScope;
  readonly pairs: Map<string, string>;
}

/** Annotations that stand one after another and land in the same place, each key once in a group. */
function groupByScope(annotations: readonly DraftAnnotation[]): readonly Group[] {
  const groups: Group[] = [];
  for (const { scope, key, value } of annotations) {
    const last = groups.at(-1);
    if (last && isSame(last.scope, scope) && !last.pairs.has(key)) last.pairs.set(key, value);
    else groups.push({ scope, pairs: new Map([[key, value]]) });
  }
  return groups;
}

function isSame(a: AnnotationScope, b: AnnotationScope): boolean {
  if (a.kind === "platform") return b.kind === "platform" && a.platform === b.platform;
  return a.kind === b.kind;
}

function formatGroup({ scope, pairs }: Group): YAMLMap {
  const set = new YAMLMap<Scalar, Scalar>();
  for (const [key, value] of pairs) set.add({ key: textOf(key), value: textOf(value) });
  const place =
    scope.kind === "platform"
      ? (["platform", textOf(scope.platform)] as const)
      : (["to", textOf(scope.kind)] as const);
  return mapOf([place, ["set", set]]);
}

function formatTarget({ text, noClobber }: DraftTarget): Scalar | YAMLMap {
  if (noClobber === undefined) return textOf(text);
  return mapOf([
    ["reference", textOf(text)],
    ["no-clobber", noClobber],
  ]);
}

function mapOf(fields: readonly (readonly [string, unknown])[]): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of fields) map.add({ key, value });
  return map;
}

function listOf(items: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items = [...items];
  return list;
}

/** Text to the letter: what is not plainly seen is written with escapes. */
function textOf(text: string): Scalar {
  const scalar = new Scalar(text);
  if (!/^[\n\x20-\x7e\u00a1-\ud7ff\ue000-\ufefe\ufff0-\ufffd]*$/.test(text))
    scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}
