import type { RegistryResponse } from "./response.ts";
import { jsonResponse, errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content } from "./content.ts";
import { hasContent } from "./content.ts";
import type { ResolvedOptions, RepositoryRequest } from "./options.ts";

/** Lists the tags of a repository in pages. Source: distribution-spec 1.1, "Listing Tags". */
export function handleTags({
  request,
  name,
  repository,
  options,
}: RepositoryRequest): RegistryResponse {
  if (request.method !== "GET") {
    return errorResponse(405, "UNSUPPORTED", `no ${request.method} of tags`);
  }
  if (!hasContent(repository)) {
    return errorResponse(404, "NAME_UNKNOWN", `no repository ${name}`);
  }
  return page(request, options, {
    all: [...repository.tags.keys()],
    path: `/v2/${name}/tags/list`,
    body: (tags) => ({ name, tags }),
  });
}

/** Lists the repositories in pages. Source: distribution's API; the distribution spec only reserves the name. */
export function handleCatalog(
  request: RegistryRequest,
  content: Content,
  options: ResolvedOptions,
): RegistryResponse {
  if (request.method !== "GET") {
    return errorResponse(405, "UNSUPPORTED", `no ${request.method} of the catalog`);
  }
  return page(request, options, {
    all: content.names(),
    path: "/v2/_catalog",
    body: (repositories) => ({ repositories }),
  });
}

interface Listing {
  readonly all: readonly string[];
  readonly path: string;
  readonly body: (items: readonly string[]) => unknown;
}

function page(
  request: RegistryRequest,
  options: ResolvedOptions,
  { all, path, body }: Listing,
): RegistryResponse {
  const requested = request.query.get("n");
  if (requested !== null && !/^\d{1,9}$/.test(requested)) {
    return errorResponse(400, "PAGINATION_NUMBER_INVALID", `invalid number ${requested}`);
  }
  const last = request.query.get("last");
  const rest = all.toSorted(byBytes).filter((item) => last === null || byBytes(item, last) > 0);
  const count = Math.min(requested === null ? Infinity : Number(requested), options.tagPageSize);
  const items = rest.slice(0, count);
  const end = items.at(-1);
  const more = end !== undefined && rest.length > count;
  const next = `<${path}?last=${encodeURIComponent(end ?? "")}&n=${count}>; rel="next"`;
  return jsonResponse(200, body(items), more ? { link: next } : {});
}

/** The spec's "lexical": the order of bytes, in which capitals come first. Names and tags are ASCII. */
function byBytes(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
