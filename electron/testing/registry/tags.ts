import type { Answer } from "./response.ts";
import { json, refuse } from "./response.ts";
import type { Call } from "./request.ts";
import type { Content, Repository } from "./content.ts";
import { holdsAnything } from "./content.ts";
import type { Rules } from "./options.ts";

/** Answers the list of a repository's tags, in pages. Source: distribution-spec 1.1, "Listing Tags". */
export function answerTags(call: Call, name: string, repository: Repository, rules: Rules): Answer {
  if (call.method !== "GET") return refuse(405, "UNSUPPORTED", `no ${call.method} of tags`);
  if (!holdsAnything(repository)) return refuse(404, "NAME_UNKNOWN", `no repository ${name}`);
  return page(call, [...repository.tags.keys()], `/v2/${name}/tags/list`, rules, (tags) => ({
    name,
    tags,
  }));
}

/** Answers the list of repositories. Source: distribution's API; the distribution spec only reserves the name. */
export function answerCatalog(call: Call, content: Content, rules: Rules): Answer {
  if (call.method !== "GET") return refuse(405, "UNSUPPORTED", `no ${call.method} of the catalog`);
  return page(call, content.names(), "/v2/_catalog", rules, (repositories) => ({ repositories }));
}

function page(
  call: Call,
  all: readonly string[],
  path: string,
  rules: Rules,
  body: (items: readonly string[]) => unknown,
): Answer {
  const asked = call.query.get("n");
  if (asked !== null && !/^\d{1,9}$/.test(asked))
    return refuse(400, "PAGINATION_NUMBER_INVALID", `${asked} is no number`);
  const last = call.query.get("last");
  const rest = all.toSorted(byBytes).filter((item) => last === null || byBytes(item, last) > 0);
  const count = Math.min(asked === null ? Infinity : Number(asked), rules.tagPageSize);
  const items = rest.slice(0, count);
  const end = items.at(-1);
  const more = end !== undefined && rest.length > count;
  const next = `<${path}?last=${encodeURIComponent(end ?? "")}&n=${count}>; rel="next"`;
  return json(200, body(items), more ? { link: next } : {});
}

/** The spec's "lexical": the order of bytes, in which capitals come first. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
