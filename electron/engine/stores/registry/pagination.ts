import { EngineError } from "../../errors.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { RegistryClient, RegistryResponse } from "./http/registryClient.ts";
import type { RequestTarget } from "./http/registryRequest.ts";
import type { Scope } from "./http/scope.ts";

export type Page = RegistryResponse & { readonly bytes: Uint8Array };

export interface ListBounds {
  readonly pages: number;
  /** Of all pages together. */
  readonly bytes: number;
}

const defaultBounds: ListBounds = { pages: sizeLimits.pages, bytes: sizeLimits.list };

/** A list that a registry returns in pages. */
export interface List {
  readonly target: RequestTarget;
  /** The query of the first page: `?n=1000`. */
  readonly query?: string;
  /** For messages: `tags of ghcr.io/acme/app`. */
  readonly what: string;
  readonly scopes: readonly Scope[];
  /** Statuses besides 200 that are returned as the last page. */
  readonly accept?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly bounds?: ListBounds;
  /** Ask the registry itself, not a mirror. */
  readonly origin?: boolean;
}

/**
 * Reads a list page by page, following Link headers on the same origin.
 * @throws EngineError `too_large` beyond the list's bounds, `unsafe_address` for a link to another origin,
 * `registry_invalid` for a loop
 */
export async function* readPages(
  client: RegistryClient,
  list: List,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const { accept = [], bounds = defaultBounds, ...request } = list;
  const expect = [200, ...accept];
  const { what } = list;
  const visited = new Set<string>();
  let location: URL | undefined;
  let size = 0;
  for (let pages = 0; pages < bounds.pages; pages += 1) {
    // Some registries return the whole list as one page, however long it is.
    const page: Page = await client.read(
      { ...request, method: "GET", location, expect, signal },
      bounds.bytes - size,
    );
    size += page.bytes.byteLength;
    yield page;
    const next = nextLink(page);
    if (next === undefined) {
      return;
    }
    const nextUrl = await client.checkAddress(next, page.url);
    if (nextUrl.origin !== page.url.origin) {
      throw new EngineError(
        "unsafe_address",
        `${page.url.host} continues the list of ${what} on another host.`,
      );
    }
    if (visited.has(nextUrl.href)) {
      throw new EngineError("registry_invalid", `${page.url.host} lists the ${what} in a loop.`);
    }
    visited.add(nextUrl.href);
    location = nextUrl;
  }
  throw new EngineError("too_large", `The list of ${what} is too long.`, {
    hint: `Lists are limited to ${bounds.pages} pages and ${bounds.bytes} bytes.`,
  });
}

/** Whether a registry says that another page follows. */
export function hasNextPage(page: Page): boolean {
  return nextLink(page) !== undefined;
}

function nextLink({ status, header }: Page): string | undefined {
  return status === 200 ? parseNextLink(header("link")) : undefined;
}

/**
 * Parses the URL of the next page from a Link header, quoted or not: `</v2/x/tags/list?last=b>; rel="next"`.
 * Source: distribution-spec 1.1, "Content Discovery"; RFC 8288.
 */
export function parseNextLink(header: string | undefined): string | undefined {
  for (const part of (header ?? "").split(/,(?=\s*<)/)) {
    const match = /^\s*<([^<>]{1,8192})>\s*;(.*)$/s.exec(part);
    if (match && /(?:^|;)\s*rel\s*=\s*(?:"\s*)?next\s*(?:"\s*)?(?:;|$)/i.test(match[2] ?? "")) {
      return match[1];
    }
  }
  return undefined;
}
