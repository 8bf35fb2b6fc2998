import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Draft } from "../../../shared/draft.ts";
import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import type { Composition } from "../compose/composition.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import { withDigest, withoutDigest } from "../compose/source.ts";
import { decodeIndex } from "../oci/decode.ts";
import { parseRepository } from "../oci/location.ts";
import { rootContent } from "../plan/plannedContents.ts";
import { entryArguments } from "./buildxEntries.ts";
import { requestArguments, selectForBuildx } from "./buildxRequest.ts";
import { describePush } from "./describePush.ts";
import { toolReference } from "./toolReference.ts";

const createWords = ["docker", "buildx", "imagetools", "create"];

/**
 * Returns the push of a draft as one `docker buildx imagetools create` command for a POSIX shell, pinned by digest.
 *
 * @returns empty if buildx cannot do it, or would push other bytes
 * @throws EngineError `reference_invalid` if a target is malformed
 */
export function buildxCommand(draft: Draft, composition: Composition): string {
  const push = describePush(draft, composition);
  const selection = push && selectForBuildx(push);
  if (!push || !selection) {
    return "";
  }
  const tags = push.targets.map(({ location }) => toolReference("buildx", withoutDigest(location)));
  const sources = selection.sources.map(({ location }) => toolReference("buildx", location));
  const { groups, differences } = requestArguments(push, selection);
  if (differences.length > 0 || [...tags, ...sources].includes(undefined)) {
    return "";
  }
  const tagWords = tags.flatMap((tag) => (tag === undefined ? [] : ["-t", tag]));
  return [...createWords, ...tagWords, ...groups.flat()].map(quoteWord).join(" ");
}

/**
 * Returns the push of a plan as one `docker buildx imagetools create` command for a POSIX shell. The command is computed
 * from the plan's bytes only, so that a plan file cannot show the command of another push: a root that exists is copied
 * by its digest, a new index is created from descriptors of its entries.
 *
 * @returns empty if buildx cannot do it: archives, restores, entries of several repositories, fields that it drops
 */
export function buildxCommandOfPlan(plan: Plan): string {
  try {
    return planWords(plan)?.map(quoteWord).join(" ") ?? "";
  } catch (error) {
    // The push reports what is wrong with a plan's bytes or references.
    if (error instanceof EngineError) {
      return "";
    }
    throw error;
  }
}

function planWords(plan: Plan): readonly string[] | undefined {
  const { root, kind, repositories } = plan;
  const tags = repositories.flatMap(({ repository, tags: moves }) =>
    moves.flatMap(({ tag, after }) => (after === root.digest ? [`${repository}:${tag}`] : [])),
  );
  // buildx creates no manifests below an index, and takes an index that exists to be complete.
  if (
    kind === "restore" ||
    kind === "repair" ||
    plan.created !== undefined ||
    tags.length === 0 ||
    !repositories.every(isSupported)
  ) {
    return undefined;
  }
  const words = [...createWords, ...tags.flatMap((tag) => ["-t", tag])];
  const source = rootRepository(plan);
  if (source !== undefined) {
    const reference = toolReference("buildx", withDigest(parseRepository(source), root.digest));
    return reference === undefined ? undefined : [...words, "--prefer-index=false", reference];
  }
  const index = isIndexType(root.mediaType)
    ? decodeIndex(rootContent(plan).bytes, `index ${root.digest}`)
    : undefined;
  if (!index || !isOneRepository(index, plan)) {
    return undefined;
  }
  const groups = entryArguments(index, root.mediaType);
  return groups && [...words, ...groups.flat()];
}

function isSupported({ repository }: { readonly repository: string }): boolean {
  return parseRepository(repository).kind !== "archive";
}

/** Returns the repository in which the root exists; undefined if the plan has its bytes only. */
function rootRepository({ repositories }: Plan): string | undefined {
  return repositories
    .flatMap(({ repository, manifests }) =>
      manifests.flatMap(({ role, action }) => {
        if (role !== "root" || action.kind === "build") {
          return [];
        }
        return [action.kind === "put" ? action.from : repository];
      }),
    )
    .at(0);
}

/** Whether the entries of an index come from the repository of all tags. */
function isOneRepository({ manifests }: ImageIndex, { repositories }: Plan): boolean {
  const entries = new Set(manifests.map(({ digest }) => digest));
  const used = repositories.flatMap(({ repository, manifests: planned }) => [
    repository,
    ...planned.flatMap(({ digest, action }) =>
      entries.has(digest) && action.kind === "put" ? [action.from] : [],
    ),
  ]);
  return new Set(used).size === 1;
}
