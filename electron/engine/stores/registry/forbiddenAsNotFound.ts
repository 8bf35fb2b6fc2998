import { EngineError, isNotFound } from "../../errors.ts";
import type { Repository } from "./repository.ts";
import { listTags } from "./tags.ts";

/**
 * Ask for a tag. Artifactory answers 403 for one that does not exist (go-containerregistry#1691): where the list of
 * tags may be read and lacks it, there is none; else the refusal stands.
 *
 * @param ask the question, by the tag's name
 * @param lacks whether the registry lists the tags, and not this one
 * @throws EngineError `not_found` where there is no such tag
 */
export async function treatForbiddenAsNotFound<T>(
  repository: Repository,
  tag: string,
  ask: () => Promise<T>,
  lacks: () => Promise<boolean>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isRefusal = error instanceof EngineError && error.status === 403;
    if (!isRefusal || !(await lacks())) throw error;
    throw new EngineError("not_found", `${repository.name}:${tag}: not found.`, { cause: error });
  }
}

/**
 * Whether a registry's own list of a repository's tags lacks one; false where it cannot be read.
 * @param list reads the tags, where they may be known already
 */
export async function isTagUnlisted(
  repository: Repository,
  tag: string,
  signal: AbortSignal,
  list = (): Promise<readonly string[]> => listTags(repository, signal, { origin: true }),
): Promise<boolean> {
  try {
    return !(await list()).includes(tag);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    return isNotFound(error);
  }
}
