import { EngineError, isNotFound } from "../../errors.ts";
import type { Repository } from "./repository.ts";
import { listTags } from "./tags.ts";

/**
 * Requests a tag, and treats 403 as 404 if the tag does not exist. Artifactory responds with 403 to a missing tag
 * (go-containerregistry#1691). If its tag list cannot be read or has the tag, the 403 stands.
 *
 * @param name the reference, for the message
 * @param isUnlisted whether the registry lists the tags without this one
 * @throws EngineError `not_found` if the tag does not exist
 */
export async function treatForbiddenAsNotFound<T>(
  name: string,
  request: () => Promise<T>,
  isUnlisted: () => Promise<boolean>,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const isForbidden = error instanceof EngineError && error.status === 403;
    if (!isForbidden || !(await isUnlisted())) {
      throw error;
    }
    throw new EngineError("not_found", `${name}: not found.`, { cause: error });
  }
}

/**
 * Whether the registry's own list of tags lacks a tag. False if the list cannot be read.
 * @param options.list returns the tags, if they are known already
 */
export async function isTagUnlisted(
  repository: Repository,
  options: { readonly tag: string; readonly list?: () => Promise<readonly string[]> },
  signal: AbortSignal,
): Promise<boolean> {
  const { tag, list = () => listTags(repository, signal, { origin: true }) } = options;
  try {
    return !(await list()).includes(tag);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return isNotFound(error);
  }
}
