import { randomUUID } from "node:crypto";
import { isMap, type Node } from "yaml";
import {
  type AnnotationScope,
  type CopyReferrers,
  type Draft,
  type DraftAnnotation,
  draftSchema,
  type DraftTarget,
} from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { isDigest } from "../oci/digest.ts";
import { RecipeReader } from "./recipeYaml.ts";

/** The version of recipes that is read and written. */
const version = "1";

const keys = [
  "manifestry",
  "sources",
  "platforms",
  "exclude",
  "annotations",
  "options",
  "travel",
  "targets",
] as const;

/**
 * Read a recipe: the draft that it is, with new ids. Only its form is looked at; whether its references are
 * references is said where they stand in the draft.
 *
 * @throws EngineError `input_invalid` with the line, and what to do
 */
export function parseRecipe(text: string): Draft {
  const reader = new RecipeReader(text);
  const { root } = reader;
  // Said before an unknown key is complained about: a later version has others.
  checkVersion(reader, root);
  const recipe = reader.known(root, "a recipe", keys);
  const lists = {
    sources: listAt(reader, recipe.sources, "sources"),
    platforms: listAt(reader, recipe.platforms, "platforms"),
    excluded: listAt(reader, recipe.exclude, "exclude"),
    annotations: listAt(reader, recipe.annotations, "annotations").flatMap((node) =>
      readGroup(reader, node),
    ),
    targets: listAt(reader, recipe.targets, "targets"),
  };
  const draft: Draft = {
    sources: lists.sources.map((node) => ({ id: randomUUID(), text: readSource(reader, node) })),
    platforms: lists.platforms.map((node) => reader.text(node, "A platform")),
    excluded: lists.excluded.map((node) => readDigest(reader, node)),
    annotations: lists.annotations.map(({ annotation }) => annotation),
    ...readOptions(reader, recipe.options),
    copyReferrers: readCopyReferrers(reader, recipe.travel),
    targets: lists.targets.map((node) => readTarget(reader, node)),
  };
  const parsed = draftSchema.safeParse(draft);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [list, position] = issue?.path ?? [];
  const nodes = {
    ...lists,
    annotations: lists.annotations.map(({ node }) => node),
  }[String(list) as keyof typeof lists] as readonly Node[] | undefined;
  const node = nodes?.[Number(position ?? 0)] ?? root;
  throw reader.refuse(node, issue?.message ?? "too much", "Make it shorter, or leave it out.");
}

function checkVersion(reader: RecipeReader, root: Node): void {
  const found = reader.fields(root, "A recipe").find(({ key }) => key === "manifestry");
  if (!found) {
    throw reader.refuse(
      root,
      "this is no recipe of Manifestry",
      "Open a file that was saved with Save Recipe; it says manifestry: 1.",
    );
  }
  const written = reader.text(found.value, "The version");
  if (written === version) return;
  throw reader.refuse(
    found.value,
    `version ${JSON.stringify(written.slice(0, 40))} of recipes is not known here`,
    `This Manifestry reads version ${version}. A newer one may read this file.`,
  );
}

function listAt(reader: RecipeReader, node: Node | undefined, name: string): readonly Node[] {
  return node ? reader.items(node, name) : [];
}

/** A text, or a descriptor that stands there as JSON, which is YAML too. */
function readSource(reader: RecipeReader, node: Node): string {
  if (!isMap(node)) return reader.text(node, "A source");
  const text = reader.sourceOf(node);
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw reader.refuse(
      node,
      "a descriptor is not JSON",
      'Write it like {"digest": "sha256:…", "size": 1234}.',
    );
  }
}

/** @throws EngineError `input_invalid`: half a digest would exclude nothing without a word */
function readDigest(reader: RecipeReader, node: Node): string {
  const text = reader.text(node, "An excluded entry");
  if (isDigest(text)) return text;
  throw reader.refuse(node, "an excluded entry is no digest", "Write it whole: sha256:….");
}

interface ReadAnnotation {
  readonly annotation: DraftAnnotation;
  readonly node: Node;
}

function readGroup(reader: RecipeReader, node: Node): readonly ReadAnnotation[] {
  const group = reader.known(node, "annotations", ["to", "platform", "set"]);
  if (!group.set) {
    throw reader.refuse(node, "there is nothing to set", "Add set: with keys and values.");
  }
  const scope = readScope(reader, node, group);
  return reader.fields(group.set, "set").map(({ key, keyNode, value }) => ({
    annotation: {
      id: randomUUID(),
      scope,
      key,
      value: reader.text(value, `The value of ${JSON.stringify(key)}`),
    },
    node: keyNode,
  }));
}

function readScope(
  reader: RecipeReader,
  node: Node,
  { to, platform }: { readonly to?: Node; readonly platform?: Node },
): AnnotationScope {
  if (to && !platform) return { kind: reader.word(to, "to", ["index", "entries"]) };
  if (platform && !to) return { kind: "platform", platform: reader.text(platform, "The platform") };
  throw reader.refuse(
    node,
    "annotations must say where they go",
    "Write to: index, to: entries, or platform: with a platform such as linux/arm64.",
  );
}

function readOptions(
  reader: RecipeReader,
  node: Node | undefined,
): Pick<Draft, "preferIndex" | "keepOsVersion" | "keepArtifactType" | "keepSubject"> {
  const names = [
    "wrap-single-image",
    "keep-os-version",
    "keep-artifact-type",
    "keep-subject",
  ] as const;
  const options = node ? reader.known(node, "options", names) : {};
  const flag = (name: (typeof names)[number], otherwise: boolean): boolean => {
    const value = options[name];
    return value ? reader.flag(value, name) : otherwise;
  };
  return {
    preferIndex: flag("wrap-single-image", emptyDraft.preferIndex),
    keepOsVersion: flag("keep-os-version", emptyDraft.keepOsVersion),
    keepArtifactType: flag("keep-artifact-type", emptyDraft.keepArtifactType),
    keepSubject: flag("keep-subject", emptyDraft.keepSubject),
  };
}

function readCopyReferrers(reader: RecipeReader, node: Node | undefined): CopyReferrers {
  const fields = node ? reader.known(node, "travel", ["referrers", "digest-tags"]) : {};
  const { referrers, "digest-tags": digestTags } = fields;
  return {
    referrers: referrers
      ? reader.word(referrers, "referrers", ["none", "attestations", "all"])
      : emptyDraft.copyReferrers.referrers,
    digestTags: digestTags
      ? reader.flag(digestTags, "digest-tags")
      : emptyDraft.copyReferrers.digestTags,
  };
}

function readTarget(reader: RecipeReader, node: Node): DraftTarget {
  const id = randomUUID();
  if (!isMap(node)) return { id, text: reader.text(node, "A target") };
  const target = reader.known(node, "a target", ["reference", "no-clobber"]);
  const { reference, "no-clobber": noClobber } = target;
  if (!reference) {
    throw reader.refuse(node, "a target has no reference", "Write reference: REPOSITORY:TAG.");
  }
  const text = reader.text(reference, "A target");
  return noClobber ? { id, text, noClobber: reader.flag(noClobber, "no-clobber") } : { id, text };
}
