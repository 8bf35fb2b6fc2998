import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { quoteWord } from "../imagetools/command.ts";
import { entriesOf, firstOf } from "../imagetools/combine.ts";
import type { Resolved } from "../imagetools/resolve.ts";
import { parseSource, withDigest } from "../imagetools/source.ts";
import type { Location } from "../oci/location.ts";
import { formatPlatformAll } from "../oci/platform.ts";
import { spellAnnotations } from "./buildxAnnotations.ts";
import type { Content } from "../store.ts";
import { byTag, type Push, repositoryOf, type ScriptParts } from "./push.ts";
import { command, guard } from "./shell.ts";
import { toolName } from "./toolName.ts";

/**
 * The push for buildx, which makes the index itself: its text is looked at before it is pushed, its digest after.
 *
 * Source: buildx `commands/imagetools/create.go` and `util/imagetools/create.go`.
 */
export function buildxScript(push: Push): ScriptParts {
  const { content, copied, created, destinations } = push;
  const { request } = created;
  const sources = spellSources(push);
  const annotations = spellAnnotations(created);
  const differences = [
    ...sources.differences,
    ...annotations.differences,
    ...lostFields(push),
    ...(created.filtered.added.length > 1
      ? ["buildx appends the attestations that it finds as referrers in an order of chance."]
      : []),
  ];
  const sameBytes = differences.length === 0;
  const inspect = (name: string): string =>
    `docker buildx imagetools inspect --format '{{json .Manifest.Digest}}' ${quoteWord(name)}`;
  // Printed as JSON, since older versions print a table for anything else that begins with .Manifest.
  const printed = JSON.stringify(content.digest);
  const names = destinations.map(({ location }) => nameOf(byTag(location)));
  const guards = destinations.flatMap(({ noClobber }, position) => {
    const name = names[position] ?? "";
    return noClobber ? [guard(name, inspect(name), sameBytes ? printed : undefined)] : [];
  });
  const [first = "", ...others] = names;
  const create = (tags: readonly string[], ...options: readonly string[]): string =>
    command(
      ["docker", "buildx", "imagetools", "create", ...options],
      ...tags.map((tag) => ["-t", tag]),
      ...annotations.words.map((word) => ["--annotation", word]),
      request.platforms.length > 0
        ? ["--platform", request.platforms.map(formatPlatformAll).join(",")]
        : [],
      request.preferIndex ? [] : ["--prefer-index=false"],
      ...sources.words.map((word) => [word]),
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
    needs: needsOf(push),
    sameBytes,
    differences: [...differences, ...travelDifferences(push)],
  };
}

/** What is made, as a shell has it that reads it from a command: without line breaks at its end. */
function textOf({ bytes }: Content): string {
  return new TextDecoder().decode(bytes).replace(/\n+$/, "");
}

function copyCommand(from: string, to: string): string {
  return command(
    ["docker", "buildx", "imagetools", "create", "--prefer-index=false"],
    ["-t", to],
    [from],
  );
}

interface Spelled {
  readonly words: readonly string[];
  readonly differences: readonly string[];
}

function spellSources({ draft, created, destinations }: Push): Spelled {
  const { sources, request, combination } = created;
  const described = sources.map((source, position) => {
    if (source.identity === "index" || combination.origin === "copy") return undefined;
    const [entry] = entriesOf(source, request.keepOsVersion);
    const given = parseSource(draft.sources[position]?.text.trim() ?? "").kind === "descriptor";
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
function hasVersion(entry: Descriptor, { descriptor }: Resolved): boolean {
  return (["os.version", "os.features"] as const).some(
    (field) => (entry.platform?.[field]?.length ?? 0) > (descriptor.platform?.[field]?.length ?? 0),
  );
}

function lostFields({ created: { sources, combination, request, filtered } }: Push): string[] {
  if (combination.origin === "copy" || filtered.content.mediaType === mediaTypes.dockerList)
    return [];
  const { artifactType, subject } = firstOf(sources);
  return [
    ...(request.keepArtifactType && artifactType
      ? ["buildx does not keep the artifact type of a source index."]
      : []),
    ...(request.keepSubject && subject
      ? ["buildx does not keep the subject of a source index."]
      : []),
  ];
}

function travelDifferences({ draft, leaves, copied, created }: Push): readonly string[] {
  if (!leaves) return [];
  const { referrers, digestTags } = draft.travel;
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
    ...(referrers !== "none" && copied && created.filtered.index
      ? ["buildx does not bring along what refers to the index itself, such as its signature."]
      : []),
    ...(digestTags ? ["buildx does not copy tags of digests, such as sha256-….sig."] : []),
  ];
}

function needsOf({ created, destinations }: Push): readonly string[] {
  const { request, filtered, sources } = created;
  const layouts = [...sources, ...destinations].some(({ location }) => location.kind === "layout");
  if (layouts) return ["Needs buildx 0.33 or later, which reads and writes OCI image layouts."];
  if (filtered.added.length > 0)
    return ["Needs buildx 0.30 or later, which finds attestations among referrers."];
  if (request.platforms.length > 0) return ["Needs buildx 0.29 or later, which has --platform."];
  return [];
}

function nameOf(location: Location): string {
  return toolName("buildx", location) ?? "";
}
