import { EngineError } from "../../../errors.ts";
import { contentTypeOf } from "./contentType.ts";
import type { HttpResponse } from "./transport.ts";

/** Whether a server calls its answer a web page. */
export function isPageType(answer: Pick<HttpResponse, "header">): boolean {
  return contentTypeOf(answer).toLowerCase() === "text/html";
}

/**
 * That something else than a registry answers at an address.
 * @param what was asked for, in words
 */
export function noRegistry(what: string, url: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${url.host} answers with a web page, not with ${what}.`,
    {
      hint: "There is no registry at this address, or a login page stands before it. Check host and port.",
    },
  );
}
