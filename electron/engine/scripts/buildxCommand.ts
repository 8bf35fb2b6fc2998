import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { withDigest } from "../compose/source.ts";
import { decodeIndex } from "../oci/decode.ts";
import { parseRepository } from "../oci/location.ts";
import { rootContent } from "../plan/plannedContents.ts";
import { toolReference } from "./toolReference.ts";

/**
 * The push of a plan as one `docker buildx imagetools create` command for a POSIX shell, from the plan's own bytes
 * alone, so that a plan from a file cannot have another one shown: a root that is somewhere is copied by its digest; an
 * index that was made is made again from its entries, as descriptors.
 *
 * @returns empty where buildx cannot: archives, bytes that are nowhere, entries of several repositories, fields that it
 * drops
 */
export function buildxCommandOfPlan(plan: Plan): string {
  try {
    return spell(plan)?.map(quoteWord).join(" ") ?? "";
  } catch (error) {
    // What is wrong with a plan's bytes or names is said when it is carried out.
    if (error instanceof EngineError) return "";
    throw error;
  }
}

function spell(plan: Plan): readonly string[] | undefined {
  const { root, kind, repositories } = plan;
  const targets = repositories.flatMap(({ repository, tags }) =>
    tags.flatMap(({ tag, after }) => (after === root.digest ? [`${repository}:${tag}`] : [])),
  );
  if (kind === "restore" || targets.length === 0 || !repositories.every(isReachable))
    return undefined;
  const words = [
    "docker",
    "buildx",
    "imagetools",
    "create",
    ...targets.flatMap((target) => ["-t", target]),
  ];
  const source = sourceOf(plan);
  if (source !== undefined) {
    const name = toolReference("buildx", withDigest(parseRepository(source), root.digest));
    return name === undefined ? undefined : [...words, "--prefer-index=false", name];
  }
  const index = isIndexType(root.mediaType)
    ? decodeIndex(rootContent(plan).bytes, `index ${root.digest}`)
    : undefined;
  if (!index || !canBeMade(index, root.mediaType, plan)) return undefined;
  const annotations = Object.entries(index.annotations ?? {});
  if (annotations.some(([key, value]) => key.includes("=") || `${key}${value}`.includes("\0")))
    return undefined;
  return [
    ...words,
    ...annotations.flatMap(([key, value]) => ["--annotation", `index:${key}=${value}`]),
    ...index.manifests.map(({ digest, platform, annotations: own }) =>
      JSON.stringify({ digest, platform, annotations: own }),
    ),
  ];
}

function isReachable({ repository }: { readonly repository: string }): boolean {
  return parseRepository(repository).kind !== "archive";
}

/** The repository that has the root already; undefined where the plan makes it. */
function sourceOf({ repositories }: Plan): string | undefined {
  return repositories
    .flatMap(({ repository, manifests }) =>
      manifests.flatMap(({ role, action }) => {
        if (role !== "root" || action.kind === "build") return [];
        return [action.kind === "put" ? action.from : repository];
      }),
    )
    .at(0);
}

/**
 * Whether buildx makes the same index from descriptors of its entries: it takes them from the one repository that
 * everything is in, flattens nested indexes, drops other fields, and makes a Docker list where all entries are Docker's.
 */
function canBeMade(index: ImageIndex, mediaType: string, { repositories }: Plan): boolean {
  const { manifests, artifactType, subject } = index;
  const entries = new Set(manifests.map(({ digest }) => digest));
  const places = repositories.flatMap(({ repository, manifests: planned }) => [
    repository,
    ...planned.flatMap(({ digest, action }) =>
      entries.has(digest) && action.kind === "put" ? [action.from] : [],
    ),
  ]);
  const docker = manifests.every((entry) => entry.mediaType.startsWith("application/vnd.docker."));
  return (
    new Set(places).size === 1 &&
    entries.size === manifests.length &&
    artifactType === undefined &&
    subject === undefined &&
    mediaType === (docker ? mediaTypes.dockerList : mediaTypes.ociIndex) &&
    manifests.every(isPlain)
  );
}

function isPlain({ mediaType, platform, urls, data, artifactType }: Descriptor): boolean {
  return (
    isManifestType(mediaType) &&
    platform !== undefined &&
    platform.os !== "" &&
    platform.architecture !== "" &&
    urls === undefined &&
    data === undefined &&
    artifactType === undefined
  );
}
