import type { HttpResponse } from "./transport.ts";

/** What a server calls its answer, without parameters; empty where it says nothing. */
export function contentTypeOf({ header }: Pick<HttpResponse, "header">): string {
  return header("content-type")?.split(";", 1)[0]?.trim() ?? "";
}
