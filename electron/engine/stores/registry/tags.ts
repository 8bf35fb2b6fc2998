import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { ListTagsOptions } from "../store.ts";
import { hasNextPage, type List, type Page, readPages } from "./pagination.ts";
import type { Repository } from "./repository.ts";
import { tryParseJson } from "./tryParseJson.ts";

// Some registries return null for a repository without tags.
const pageSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * Lists the tags of a repository, in the registry's order. The first page is asked for 1,000 tags if the list may end
 * early.
 * Source: distribution-spec 1.1, "Listing Tags".
 * @param options.origin ask the registry itself, not a mirror
 */
export async function listTags(
  repository: Repository,
  signal: AbortSignal,
  {
    limit = Infinity,
    maxPages,
    onPage,
    onCut,
    ...options
  }: ListTagsOptions & Pick<List, "origin"> = {},
): Promise<readonly string[]> {
  const tags: string[] = [];
  let pages = 0;
  const list = { ...tagList(repository, limit === Infinity ? "" : "?n=1000"), ...options };
  for await (const page of readPages(repository.client, list, signal)) {
    for (const tag of parseTags(page)) {
      tags.push(tag);
    }
    pages += 1;
    onPage?.(tags.length);
    if (tags.length >= limit || pages === maxPages) {
      if (hasNextPage(page)) {
        onCut?.();
      }
      break;
    }
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

/** The tags on one page. @throws EngineError `registry_invalid` */
export function parseTags({ bytes, url }: Page): readonly string[] {
  const page = pageSchema.safeParse(tryParseJson(bytes));
  if (page.success) {
    return page.data.tags ?? [];
  }
  throw new EngineError("registry_invalid", `${url.host} returns an invalid list of tags.`);
}

/**
 * Whether a repository has no list of tags: most of these are empty, a few have only untagged content.
 * Source: distribution-spec 1.1, "Listing Tags": 404 for an unknown repository.
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
