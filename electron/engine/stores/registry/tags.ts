import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { Repository } from "./repository.ts";
import { type List, type Page, readPages } from "./pagination.ts";
import { tryParseJson } from "./tryParseJson.ts";

// Some registries answer null where a repository has no tags.
const pageSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * All tags of a repository, in the registry's order.
 * Source: distribution-spec 1.1, "Listing Tags".
 * @param from `origin` where a mirror has no say
 */
export async function listTags(
  repository: Repository,
  signal: AbortSignal,
  from: Pick<List, "origin"> = {},
): Promise<readonly string[]> {
  const tags: string[] = [];
  const list = { ...tagList(repository), ...from };
  for await (const page of readPages(repository.client, list, signal)) {
    for (const tag of readTags(page)) tags.push(tag);
  }
  return tags;
}

/** The list of a repository's tags, for `readPages`. @param query of the first page: `?n=1000` */
export function tagList(
  { path, name }: Repository,
  query = "",
): Pick<List, "target" | "query" | "what" | "scopes"> {
  return {
    target: { kind: "tags", repository: path },
    query,
    what: `tags of ${name}`,
    scopes: [{ repository: path, actions: ["pull"] }],
  };
}

/** The tags of one page. @throws EngineError `registry_invalid` */
export function readTags({ bytes, url }: Page): readonly string[] {
  const read = pageSchema.safeParse(tryParseJson(bytes));
  if (read.success) return read.data.tags ?? [];
  throw new EngineError("registry_invalid", `${url.host} answers with no list of tags.`);
}

/**
 * Whether a repository has no list of tags: most have no content either, and a few have some that no tag names.
 * Source: distribution-spec 1.1, "Listing Tags": 404 where the repository is not known.
 */
export async function hasNoTags(repository: Repository, signal: AbortSignal): Promise<boolean> {
  const response = await repository.client.request({
    ...tagList(repository, "?n=1"),
    method: "GET",
    expect: [200, 400, 401, 403, 404, 405],
    origin: true,
    signal,
  });
  await response.body.dump();
  return response.status === 404;
}
