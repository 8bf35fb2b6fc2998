import { z } from "zod";
import { EngineError } from "../failure.ts";
import type { Repository } from "./manifests.ts";
import { readPages } from "./pages.ts";
import { parsePage } from "./parsePage.ts";

// Some registries answer null where a repository has no tags.
const pageSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * All tags of a repository, in the registry's order.
 * Source: distribution-spec 1.1, "Listing Tags".
 */
export async function listTags(
  repository: Repository,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tags: string[] = [];
  const list = {
    url: `/v2/${repository.path}/tags/list`,
    what: `tags of ${repository.name}`,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
  } as const;
  for await (const page of readPages(repository.client, list, signal)) {
    const read = pageSchema.safeParse(parsePage(page.bytes));
    if (!read.success) {
      throw new EngineError("registry_invalid", `${page.url.host} answers with no list of tags.`);
    }
    for (const tag of read.data.tags ?? []) tags.push(tag);
  }
  return tags;
}

/**
 * Whether a repository has no list of tags: most have no content either, and a few have some that no tag names.
 * Source: distribution-spec 1.1, "Listing Tags": 404 where the repository is not known.
 */
export async function hasNoTags(repository: Repository, signal: AbortSignal): Promise<boolean> {
  const response = await repository.client.request({
    what: `tags of ${repository.name}`,
    method: "GET",
    url: `/v2/${repository.path}/tags/list?n=1`,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    expect: [200, 400, 401, 403, 404, 405],
    origin: true,
    signal,
  });
  await response.body.dump();
  return response.status === 404;
}
