import { EngineError } from "../../errors.ts";
import type { RegistryClient, RegistryResponse } from "./http/registryClient.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { RequestTarget } from "./http/request.ts";
import type { Scope } from "./http/scope.ts";

export type Page = RegistryResponse & { readonly bytes: Uint8Array };

/** How far a list is read. */
export interface ListBounds {
  readonly pages: number;
  /** Of all pages together. */
  readonly bytes: number;
}

const usualBounds: ListBounds = { pages: sizeLimits.pages, bytes: sizeLimits.list };

export interface List {
  readonly target: RequestTarget;
  /** Of the first page: `?n=1000`. */
  readonly query?: string;
  /** In words, for messages. */
  readonly what: string;
  readonly scopes: readonly Scope[];
  /** Statuses beside 200 that end the walk and are handed on as a page. */
  readonly accept?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly bounds?: ListBounds;
  /** Whether the registry itself is asked, and no mirror. */
  readonly origin?: boolean;
}

/**
 * Read a list page by page, following Link headers within the registry; loops and endless lists are refused.
 * @throws EngineError `too_large` beyond the list's bounds
 */
export async function* readPages(
  client: RegistryClient,
  list: List,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const {
    target,
    query = "",
    what,
    scopes,
    accept = [],
    headers = {},
    bounds = usualBounds,
    origin = false,
  } = list;
  const seen = new Set<string>();
  let location: URL | undefined;
  let size = 0;
  for (let pages = 0; pages < bounds.pages; pages += 1) {
    const request = {
      what,
      method: "GET",
      target,
      query,
      location,
      headers,
      scopes,
      expect: [200, ...accept],
      origin,
      signal,
    } as const;
    // Some registries send a list whole, however long it is.
    const page: Page = await client.read(request, bounds.bytes - size);
    size += page.bytes.byteLength;
    yield page;
    const next = page.status === 200 ? parseNextLink(page.header("link")) : undefined;
    if (next === undefined) return;
    const address = await client.checkAddress(next, page.url);
    if (address.origin !== page.url.origin) {
      throw new EngineError(
        "unsafe_address",
        `${page.url.host} continues the ${what} at another address than its own.`,
      );
    }
    if (seen.has(address.href)) {
      throw new EngineError("registry_invalid", `${page.url.host} lists the ${what} in circles.`);
    }
    seen.add(address.href);
    location = address;
  }
  throw new EngineError("too_large", `The list of ${what} does not end: it was not read on.`, {
    hint: `After ${bounds.pages} pages or ${bounds.bytes} bytes a list is given up.`,
  });
}

/**
 * The address of the next page from a Link header, quoted or not: `</v2/x/tags/list?last=b>; rel="next"`.
 * Source: distribution-spec 1.1, "Content Discovery"; RFC 8288.
 */
export function parseNextLink(link: string | undefined): string | undefined {
  for (const part of (link ?? "").split(/,(?=\s*<)/)) {
    const match = /^\s*<([^<>]{1,8192})>\s*;(.*)$/s.exec(part);
    if (match && /(?:^|;)\s*rel\s*=\s*(?:"\s*)?next\s*(?:"\s*)?(?:;|$)/i.test(match[2] ?? ""))
      return match[1];
  }
  return undefined;
}
