import { z } from "zod";
import { EngineError } from "../failure.ts";
import type { Repository } from "./manifests.ts";
import { readPages } from "./pages.ts";

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
  for await (const page of readPages(
    repository,
    `/v2/${repository.path}/tags/list`,
    `tags of ${repository.name}`,
    {},
    signal,
  )) {
    const list = pageSchema.safeParse(parse(page.bytes));
    if (!list.success)
      throw new EngineError("registry_invalid", `${page.url.host} answers with no list of tags.`);
    tags.push(...(list.data.tags ?? []));
  }
  return tags;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
