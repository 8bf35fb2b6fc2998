import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { combine, contentOf, entriesOf, firstOf } from "../compose/combine.ts";
import { entryFates } from "../compose/filter.ts";
import type { ResolvedSource } from "../compose/resolve.ts";
import { parseSource, withDigest } from "../compose/source.ts";
import type { Location } from "../oci/location.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { formatSpecifier } from "../oci/formatPlatform.ts";
import type { Host } from "../oci/host.ts";
import { spellAnnotations } from "./buildxAnnotations.ts";
import type { Draft } from "../../../shared/draft.ts";
import type { Composition } from "../compose/composition.ts";
import type { Content } from "../oci/content.ts";
import {
  byTag,
  describePush,
  type Impossible,
  type ScriptPush,
  repositoryOf,
  type ScriptParts,
} from "./describePush.ts";
import { formatCommand, stopIfTagMoved } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

/**
 * The push for buildx, which makes the index itself: its text is looked at before it is pushed, its digest after.
 *
 * Source: buildx `commands/imagetools/create.go` and `util/imagetools/create.go`.
 *
 * @returns why buildx cannot do it, where it cannot leave out what the draft excludes
 */
export function buildxScript(push: ScriptPush): ScriptParts | Impossible {
  const { content, copied, destinations } = push;
  const choice = chooseAsBuildx(push);
  if (!choice) {
    const why =
      "buildx cannot leave out single entries by their digests, only whole sources and platforms, and neither leaves out exactly what is excluded here.";
    return { kind: "impossible", why };
  }
  const { words, differences } = spellRequest(push, choice);
  const sameBytes = differences.length === 0;
  const inspect = (name: string): string =>
    `docker buildx imagetools inspect --format '{{json .Manifest.Digest}}' ${quoteWord(name)}`;
  // Printed as JSON, since older versions print a table for anything else that begins with .Manifest.
  const printed = JSON.stringify(content.digest);
  const names = destinations.map(({ location }) => nameOf(byTag(location)));
  const guards = destinations.flatMap(({ noClobber }, position) => {
    const name = names[position] ?? "";
    return noClobber ? [stopIfTagMoved(name, inspect(name), sameBytes ? printed : undefined)] : [];
  });
  const [first = "", ...others] = names;
  const create = (tags: readonly string[], ...options: readonly string[]): string =>
    formatCommand(
      ["docker", "buildx", "imagetools", "create", ...options],
      ...tagWords(tags),
      ...words,
    );
  // Another version of buildx may make another index: seen here, nothing has happened yet.
  const trial = `made=$(${create([first], "--dry-run")})
[ "$made" = ${quoteWord(textOf(content))} ] || { echo "buildx would push something else" >&2; exit 1; }`;
  const check = `pushed=$(${inspect(first)})
[ "$pushed" = ${quoteWord(printed)} ] || { echo "pushed $pushed, not what was seen" >&2; exit 1; }`;
  const root = nameOf(withDigest(destinations[0].location, content.digest));
  // One tag after another: several in one command push the same blobs side by side, which older versions trip over.
  const steps = sameBytes
    ? [
        ...(copied ? [] : [trial]),
        create([first]),
        check,
        ...others.map((tag) => copyCommand(root, tag)),
      ]
    : [create(names)];
  return {
    steps: [...guards, ...steps],
    successors: needsOf(push, choice),
    sameBytes,
    differences: [...differences, ...travelDifferences(push)],
  };
}

interface Choice {
  /** In the draft's order. */
  readonly sources: readonly ResolvedSource[];
  /** As `--platform` takes them. */
  readonly platforms: readonly string[];
}

/** Nothing stands in for what a platform leaves out: the script runs on another machine. */
const nowhere: Host = { os: "", architecture: "" };

/**
 * Sources and platforms by which buildx leaves out what the draft excludes: single images are not named, and of
 * indexes the platforms that are kept are asked for. Whether that comes to the same is tried out.
 *
 * @returns undefined where it does not
 */
function chooseAsBuildx({ composition, content }: ScriptPush): Choice | undefined {
  const { sources, request, filtered } = composition;
  const spelled = request.platforms.map(formatSpecifier);
  if (request.excluded.size === 0)
    return { sources, platforms: spelled.filter((text) => text !== undefined) };
  if (filtered.declined.length > 0) return undefined;
  const named = sources.filter(
    (source) => source.kind === "index" || !request.excluded.has(source.content.digest),
  );
  const kept = (filtered.index?.manifests ?? []).flatMap(({ platform }) => platform ?? []);
  const images = kept.filter(({ os }) => os !== "unknown");
  for (const platforms of [request.platforms, images]) {
    const texts = [...new Set(platforms.map(formatSpecifier))];
    if (named.length === 0 || texts.includes(undefined)) continue;
    if (makesSame(composition, named, platforms, content.digest))
      return { sources: named, platforms: texts.filter((text) => text !== undefined) };
  }
  return undefined;
}

/** Whether sources and platforms alone make the content that has this digest. */
function makesSame(
  { request, filtered }: ScriptPush["composition"],
  sources: readonly ResolvedSource[],
  platforms: readonly Platform[],
  digest: string,
): boolean {
  const { index, content } = combine(sources, request);
  if (!index) return content.digest === digest;
  const fates = entryFates(index.manifests, { platforms, host: nowhere, excluded: new Set() });
  const entries = index.manifests.filter((_, position) => fates[position]?.kept);
  const isWhole = entries.length === index.manifests.length && filtered.added.length === 0;
  const made = isWhole
    ? content
    : contentOf({
        ...index,
        mediaType: content.mediaType,
        manifests: [...entries, ...filtered.added],
      });
  return made.digest === digest;
}

/**
 * The push as one line for buildx, everything in it pinned by digest.
 * @returns empty where buildx cannot do it, or would push other bytes
 * @throws EngineError `reference_invalid` for a target that is none
 */
export function buildxCommand(draft: Draft, composition: Composition): string {
  const push = describePush(draft, composition);
  const choice = push && chooseAsBuildx(push);
  if (!push || !choice) return "";
  const names = push.destinations.map(({ location }) => toolReference("buildx", byTag(location)));
  const places = choice.sources.map(({ location }) => toolReference("buildx", location));
  const { words, differences } = spellRequest(push, choice);
  if (differences.length > 0 || [...names, ...places].includes(undefined)) return "";
  const tags = tagWords(names.filter((name) => name !== undefined));
  return [["docker", "buildx", "imagetools", "create"], ...tags, ...words]
    .flat()
    .map(quoteWord)
    .join(" ");
}

function tagWords(tags: readonly string[]): readonly (readonly string[])[] {
  return tags.map((tag) => ["-t", tag]);
}

/** What `create` is asked for but where to push, in groups of words, and what buildx would make otherwise of it. */
function spellRequest(
  push: ScriptPush,
  choice: Choice,
): {
  readonly words: readonly (readonly string[])[];
  readonly differences: readonly string[];
} {
  const { composition } = push;
  const sources = spellSources(push, choice.sources);
  const annotations = spellAnnotations(composition);
  const words = [
    ...annotations.words.map((word) => ["--annotation", word]),
    choice.platforms.length > 0 ? ["--platform", choice.platforms.join(",")] : [],
    composition.request.preferIndex ? [] : ["--prefer-index=false"],
    ...sources.words.map((word) => [word]),
  ];
  const differences = [
    ...sources.differences,
    ...annotations.differences,
    ...lostFields(push, choice.sources),
    ...(composition.filtered.added.length > 1
      ? ["buildx appends the attestations that it finds as referrers in an order of chance."]
      : []),
  ];
  return { words, differences };
}

/** What is made, as a shell has it that reads it from a command: without line breaks at its end. */
function textOf({ bytes }: Content): string {
  // No pattern: it would try each run of line breaks in the text, which may be a registry's.
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0x0a) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function copyCommand(from: string, to: string): string {
  return formatCommand(
    ["docker", "buildx", "imagetools", "create", "--prefer-index=false"],
    ["-t", to],
    [from],
  );
}

interface Spelled {
  readonly words: readonly string[];
  readonly differences: readonly string[];
}

/** @param sources those that are named, of all that there are */
function spellSources(
  { draft, composition, destinations }: ScriptPush,
  sources: readonly ResolvedSource[],
): Spelled {
  const { request, combination } = composition;
  const described = sources.map((source) => {
    if (source.kind === "index" || combination.origin === "copy") return undefined;
    const [entry] = entriesOf(source, request.keepOsVersion);
    const text = draft.sources[composition.sources.indexOf(source)]?.text.trim() ?? "";
    const given = parseSource(text).kind === "descriptor";
    return entry && (given || hasVersion(entry, source)) ? entry : undefined;
  });
  // buildx looks for a bare descriptor in the one repository that all tags and sources name.
  const repositories = new Set([
    ...destinations.map(({ location }) => repositoryOf(location)),
    ...sources.map(({ location }) => repositoryOf(location)),
  ]);
  const able = repositories.size === 1;
  const differences = new Set<string>();
  const words = sources.map(({ location, content }, position) => {
    const entry = described[position];
    const pinned = nameOf(withDigest(location, content.digest));
    if (!entry) return pinned;
    if (!able) {
      differences.add(
        "buildx takes descriptors only where all sources and targets are one repository, so what they say of platforms is left out, os.version among it.",
      );
      return pinned;
    }
    if (entry.urls?.length || entry.data || entry.artifactType) {
      differences.add("buildx leaves out urls, data and artifactType of a given descriptor.");
    }
    const { digest, platform, annotations } = entry;
    return JSON.stringify({ digest, platform, annotations });
  });
  return { words, differences: [...differences] };
}

/** Whether the entry says more of the system than buildx would find out by itself. */
function hasVersion(entry: Descriptor, { descriptor }: ResolvedSource): boolean {
  return (["os.version", "os.features"] as const).some(
    (field) => (entry.platform?.[field]?.length ?? 0) > (descriptor.platform?.[field]?.length ?? 0),
  );
}

function lostFields(
  { composition: { combination, request, filtered } }: ScriptPush,
  sources: readonly ResolvedSource[],
): string[] {
  if (combination.origin === "copy" || filtered.content.mediaType === mediaTypes.dockerList)
    return [];
  const { artifactType, subject } = firstOf(sources);
  return [
    ...(sources.some((source) => source.kind === "manifest" && source.artifactType)
      ? [
          "buildx gives entries that are no images the operating system of the machine that it runs on.",
        ]
      : []),
    ...(request.keepArtifactType && artifactType
      ? ["buildx does not keep the artifact type of a source index."]
      : []),
    ...(request.keepSubject && subject
      ? ["buildx does not keep the subject of a source index."]
      : []),
  ];
}

function travelDifferences({ draft, leaves, copied, composition }: ScriptPush): readonly string[] {
  if (!leaves) return [];
  const { referrers, digestTags } = draft.copyReferrers;
  return [
    ...(referrers === "none"
      ? [
          "buildx 0.30 and later brings attestations and signatures of the images along all the same.",
        ]
      : []),
    ...(referrers === "all"
      ? [
          "buildx brings along attestations and signatures only, not everything that refers to the images.",
        ]
      : []),
    ...(referrers !== "none" && copied && composition.filtered.index
      ? ["buildx does not bring along what refers to the index itself, such as its signature."]
      : []),
    ...(digestTags ? ["buildx does not copy tags of digests, such as sha256-….sig."] : []),
  ];
}

function needsOf(
  { composition: { filtered }, destinations }: ScriptPush,
  { sources, platforms }: Choice,
): readonly string[] {
  const layouts = [...sources, ...destinations].some(({ location }) => location.kind === "layout");
  if (layouts) return ["Needs buildx 0.33 or later, which reads and writes OCI image layouts."];
  if (filtered.added.length > 0)
    return ["Needs buildx 0.30 or later, which finds attestations among referrers."];
  if (platforms.length > 0) return ["Needs buildx 0.29 or later, which has --platform."];
  return [];
}

function nameOf(location: Location): string {
  return toolReference("buildx", location) ?? "";
}
