import { randomUUID } from "node:crypto";
import type { z } from "zod";
import {
  type AnnotationEdit,
  type AnnotationScope,
  type Draft,
  type DraftAnnotation,
  draftSchema,
  type EntryEdit,
  type ManifestEdit,
} from "../../../shared/draft.ts";
import type { EngineError } from "../errors.ts";
import {
  allowedKeys,
  type AnnotationGroup,
  type Recipe,
  type RecipeEdit,
  type RecipeManifestEdit,
  recipeSchema,
  recipeVersions,
} from "./recipeSchema.ts";
import { type RecipePath, RecipeYaml } from "./recipeYaml.ts";

/**
 * Parses a recipe. References and platforms are not checked: the window shows their errors in the draft.
 *
 * @returns the draft, with new ids
 * @throws EngineError `input_invalid` with the line, and a hint
 */
export function parseRecipe(text: string): Draft {
  const yaml = new RecipeYaml(text);
  checkVersion(yaml);
  const parsed = recipeSchema.safeParse(yaml.toPlain());
  if (!parsed.success) {
    throw schemaError(yaml, parsed.error);
  }
  const recipe = parsed.data;
  checkSourceNumbers(yaml, recipe);
  const checked = draftSchema.safeParse(toDraft(recipe));
  if (checked.success) {
    return checked.data;
  }
  throw limitError(yaml, recipe, checked.error);
}

/** Before everything else: another version has other keys. */
function checkVersion(yaml: RecipeYaml): void {
  const version = yaml.scalar("manifestry");
  if (version === undefined) {
    throw yaml.valueError(
      ["manifestry"],
      "this is not a recipe of Manifestry",
      "Open a file that was saved with Save Recipe; it contains manifestry: 1.",
    );
  }
  if (recipeVersions.some((known) => known === version)) {
    return;
  }
  throw yaml.valueError(
    ["manifestry"],
    `version ${JSON.stringify(version.slice(0, 40))} of recipes is not supported`,
    `This Manifestry reads versions ${recipeVersions.join(" and ")}. A newer one may read this file.`,
  );
}

/** The numbers of sources exist, and each replacement names another one. @throws EngineError `input_invalid` */
function checkSourceNumbers(yaml: RecipeYaml, { replace, sources, index }: Recipe): void {
  if (Number(index.edits ?? 0) > sources.length) {
    throw yaml.valueError(
      ["index", "edits"],
      `there is no source ${index.edits}`,
      `Write a number from 1 to ${sources.length}.`,
    );
  }
  const seen = new Set<string>();
  replace.forEach(({ with: number }, at) => {
    if (Number(number) > sources.length || seen.has(number)) {
      throw yaml.valueError(
        ["replace", at, "with"],
        `source ${number} cannot replace an entry`,
        `Write a number from 1 to ${sources.length}, each once.`,
      );
    }
    seen.add(number);
  });
}

function toDraft({
  sources,
  platforms,
  exclude,
  edits,
  order,
  replace,
  annotations,
  index,
  options,
  travel,
  targets,
}: Recipe): Draft {
  const draftSources = sources.map((text, at) => {
    const digest = replace.find((replacement) => Number(replacement.with) === at + 1)?.digest;
    return { id: randomUUID(), text, ...(digest === undefined ? {} : { replaces: digest }) };
  });
  const base = draftSources[Number(index.edits ?? 0) - 1];
  return {
    sources: draftSources,
    ...(base ? { base: base.id } : {}),
    ...(index.format ? { indexFormat: index.format } : {}),
    ...(index["artifact-type"] ? { artifactType: index["artifact-type"] } : {}),
    ...(index.subject ? { subject: index.subject } : {}),
    platforms,
    excluded: exclude,
    edits: edits.map(toEdit),
    order,
    annotations: annotations.flatMap(toAnnotations),
    preferIndex: options["wrap-single-image"],
    keepOsVersion: options["keep-os-version"],
    keepArtifactType: options["keep-artifact-type"],
    keepSubject: options["keep-subject"],
    copyReferrers: { referrers: travel.referrers, digestTags: travel["digest-tags"] },
    targets: targets.map(({ reference, "no-clobber": noClobber }) => ({
      id: randomUUID(),
      text: reference,
      ...(noClobber === undefined ? {} : { noClobber }),
    })),
  };
}

function toEdit({ annotations, manifest, ...edit }: RecipeEdit): EntryEdit {
  return {
    ...edit,
    ...(annotations === undefined ? {} : { annotations: toAnnotationEdits(annotations) }),
    ...(manifest === undefined ? {} : { manifest: toManifestEdit(manifest) }),
  };
}

function toManifestEdit({
  "convert-to": convertTo,
  platform,
  annotations,
  "keep-attestations": keepAttestations,
}: RecipeManifestEdit): ManifestEdit {
  return {
    ...(convertTo === undefined ? {} : { convertTo }),
    ...(platform === undefined ? {} : { platform }),
    ...(annotations === undefined ? {} : { annotations: toAnnotationEdits(annotations) }),
    ...(keepAttestations ? { keepAttestations } : {}),
  };
}

function toAnnotationEdits({
  set,
  remove,
}: NonNullable<RecipeEdit["annotations"]>): AnnotationEdit[] {
  return [...set, ...remove.map((key) => ({ key }))];
}

function toAnnotations({ to, platform = "", set }: AnnotationGroup): readonly DraftAnnotation[] {
  const scope: AnnotationScope = to === undefined ? { kind: "platform", platform } : { kind: to };
  return set.map(({ key, value }) => ({ id: randomUUID(), scope, key, value }));
}

/** Issues that are compared per list or mapping: more than a mapping has keys. Those of a list are in its order. */
const maxComparedIssues = 20;

/** Finds the issue that comes first in the text; a schema reports them in its own order. */
function findFirstIssue(
  yaml: RecipeYaml,
  issues: readonly z.core.$ZodIssue[],
): z.core.$ZodIssue | undefined {
  const compared = Object.values(
    Object.groupBy(issues, ({ path }) => JSON.stringify(path.slice(0, -1))),
  ).flatMap((group = []) => group.slice(0, maxComparedIssues));
  const offset = (issue: z.core.$ZodIssue): number =>
    yaml.offsetOf(
      issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path,
    );
  return compared
    .map((issue) => ({ issue, offset: offset(issue) }))
    .toSorted((a, b) => a.offset - b.offset)[0]?.issue;
}

/** Returns the error for the first issue of a recipe. */
function schemaError(yaml: RecipeYaml, { issues }: z.ZodError): EngineError {
  const issue = findFirstIssue(yaml, issues);
  const { path = [] } = issue ?? {};
  const name = nameOf(path);
  switch (issue?.code) {
    case "unrecognized_keys": {
      const [key = ""] = issue.keys;
      const hint = `Use ${allowedKeys(path).join(", ")}.`;
      return yaml.keyError([...path, key], `unknown key ${JSON.stringify(key)}`, hint);
    }
    case "invalid_type": {
      if (!yaml.has(path)) {
        const key = String(path.at(-1));
        const parent = path.slice(0, -1);
        return yaml.valueError(parent, `${nameOf(parent)} has no ${key}`, `Add ${key}:.`);
      }
      const { is, hint } = typeWords[issue.expected] ?? typeWords.string;
      return yaml.valueError(path, `${name} is not ${is}`, hint);
    }
    case "invalid_value": {
      const values = issue.values.map(String);
      return values.includes("true")
        ? yaml.valueError(path, `${name} is neither true nor false`, "Write true or false.")
        : yaml.valueError(path, `${name} is not one of ${values.join(", ")}`, "Write one of them.");
    }
    case "custom":
      return yaml.valueError(path, issue.message, String(issue.params?.["hint"] ?? ""));
    default:
      return yaml.valueError(path, issue?.message ?? "it is not valid", "Fix it, or remove it.");
  }
}

const typeWords: Readonly<Record<string, { readonly is: string; readonly hint: string }>> & {
  readonly string: { readonly is: string; readonly hint: string };
} = {
  string: { is: "text", hint: 'Write it in quotes, or "" for empty text.' },
  array: { is: "a list", hint: "Begin each line with -." },
  object: { is: "a mapping", hint: "Write KEY: VALUE." },
};

/** Returns a path as it reads in a message: `the value of "key"`, `sources[1]`. */
function nameOf(path: RecipePath): string {
  if (path.length === 0) {
    return "the recipe";
  }
  if (path.includes("set") && path.length > 3) {
    return `the value of ${JSON.stringify(String(path.at(-1)))}`;
  }
  return path
    .map((step, at) =>
      typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${String(step)}`,
    )
    .join("");
}

/** Returns the error for the first text that is too long or list that has too many items. */
function limitError(yaml: RecipeYaml, recipe: Recipe, { issues }: z.ZodError): EngineError {
  const annotations = recipe.annotations.flatMap(({ set }, group) =>
    set.map(({ key }) => ["annotations", group, "set", key]),
  );
  const pathOf = ([list, at]: RecipePath): RecipePath => {
    const annotation = list === "annotations" ? annotations[Number(at)] : undefined;
    if (list === "artifactType" || list === "subject") {
      return ["index", list === "subject" ? list : "artifact-type"];
    }
    const key = list === "excluded" ? "exclude" : String(list);
    return annotation ?? (at === undefined ? [key] : [key, at]);
  };
  const [first] = issues
    .map(({ path, message }) => ({ path: pathOf(path), message }))
    .map((issue) => ({ ...issue, offset: yaml.offsetOf(issue.path) }))
    .toSorted((a, b) => a.offset - b.offset);
  const { path = [], message = "it is too large" } = first ?? {};
  const hint = "Make it shorter, or remove it.";
  return path.length > 2
    ? yaml.keyError(path, message, hint)
    : yaml.valueError(path, message, hint);
}
