import { randomBytes } from "node:crypto";
import { EngineError } from "../../errors.ts";
import type { TagCondition, TagOrDigest } from "../store.ts";
import type { RegistryRequest } from "./http/registryRequest.ts";
import type { Scope } from "./http/scope.ts";
import { conditionHeaders, describe, manifestTarget, toTagMoved } from "./manifests.ts";
import type { Repository } from "./repository.ts";

/** Deletes by tag only, by digest only (distribution 2.8), both (OCI distribution-spec 1.1), or nothing. */
export type DeleteWays = readonly ("tag" | "digest")[];

/**
 * Deletes a tag, or a manifest with all tags that point to it.
 * Source: distribution-spec 1.1, "Deleting tags", "Deleting Manifests".
 * @param options.condition sent with the request; registries without support ignore it
 * @returns whether it existed
 * @throws EngineError `tag_moved` if the condition does not hold
 */
export async function deleteManifest(
  repository: Repository,
  target: TagOrDigest,
  options: { readonly condition?: TagCondition | undefined; readonly signal: AbortSignal },
): Promise<boolean> {
  const { condition, signal } = options;
  const name = describe(repository, target);
  const response = await repository.client
    .request({
      ...deleteRequest(repository, target, signal),
      headers: conditionHeaders(condition),
      expect: [200, 202, 204, 404],
    })
    .catch((error: unknown) => {
      throw condition ? toTagMoved(error, name) : error;
    });
  await response.body.dump();
  return response.status !== 404;
}

/**
 * Finds out how a registry deletes, without deleting: asks it to delete a tag and a digest that do not exist. One that
 * could delete them answers 404; distribution-spec 1.1 requires 400 or 405 from one that does not delete tags.
 * @returns empty if it deletes nothing
 * @throws EngineError `denied`, `unauthorized` if this login may not delete
 */
export async function probeDeletes(
  repository: Repository,
  signal: AbortSignal,
): Promise<DeleteWays> {
  const name = randomBytes(32).toString("hex");
  const [tag, digest] = await Promise.all(
    [{ tag: `no-such-tag-${name.slice(0, 32)}` }, { digest: `sha256:${name}` }].map((target) =>
      answersNotFound(repository, target, signal),
    ),
  );
  return [
    ...(tag === true ? (["tag"] as const) : []),
    ...(digest === true ? (["digest"] as const) : []),
  ];
}

/** Whether the deletion of something that does not exist is answered with 404. */
async function answersNotFound(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const response = await repository.client.request({
      ...deleteRequest(repository, target, signal),
      what: `deletion in ${repository.name}`,
      // 202: accepted without a look, so it would accept the deletion of what exists.
      expect: [200, 202, 204, 400, 404, 405, 501],
    });
    await response.body.dump();
    return response.status < 300 || response.status === 404;
  } catch (error) {
    const isRefusal =
      error instanceof EngineError && error.code === "registry_refused" && !error.retryable;
    if (isRefusal) {
      return false;
    }
    throw error;
  }
}

function deleteRequest(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Omit<RegistryRequest, "expect"> {
  return {
    what: describe(repository, target),
    method: "DELETE",
    target: manifestTarget(repository, target),
    scopes: deleteScopes(repository),
    once: true,
    origin: true,
    signal,
  };
}

/**
 * The right to write, as go-containerregistry requests it: Quay's token server refuses `delete`. A registry that has this
 * right adds it in its challenge.
 */
function deleteScopes({ path }: Repository): readonly Scope[] {
  return [{ repository: path, actions: ["pull", "push"] }];
}
