import { EngineError } from "../failure.ts";
import type { Repository } from "./manifests.ts";
import { nextPage } from "./nextPage.ts";
import type { RegistryResponse } from "./transport/client.ts";
import { limits } from "./transport/limits.ts";

type Page = RegistryResponse & { readonly bytes: Uint8Array };

/**
 * Read a list page by page, following Link headers within the registry; loops and endless lists are refused.
 *
 * @param what in words, for messages
 * @param accept statuses beside 200 that end the walk and are handed on as a page
 */
export async function* readPages(
  repository: Repository,
  first: string,
  what: string,
  options: { readonly accept?: readonly number[]; readonly headers?: Record<string, string> },
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let url: string | URL = first;
  for (let pages = 0; pages < limits.pages; pages += 1) {
    const page: Page = await repository.client.read(
      {
        what,
        method: "GET",
        url,
        ...(options.headers ? { headers: options.headers } : {}),
        scopes: [{ repository: repository.path, actions: ["pull"] }],
        expect: [200, ...(options.accept ?? [])],
        signal,
      },
      limits.page,
    );
    yield page;
    const next = page.status === 200 ? nextPage(page.header("link")) : undefined;
    if (next === undefined) return;
    const address = new URL(next, page.url);
    if (address.origin !== page.url.origin) {
      throw new EngineError(
        "unsafe_address",
        `${page.url.host} continues the ${what} at ${address.host}.`,
      );
    }
    if (seen.has(address.href)) {
      throw new EngineError("registry_invalid", `${page.url.host} lists the ${what} in circles.`);
    }
    seen.add(address.href);
    url = address;
  }
  throw new EngineError("too_large", `The ${what} has more than ${limits.pages} pages.`);
}
