import type { RegistryRequest } from "./request.ts";
import { readRoute } from "./route.ts";

/** Returns the manifest that a request deletes, or undefined if it does something else. */
export function deletedManifest({
  method,
  path,
}: Pick<RegistryRequest, "method" | "path">):
  | { readonly name: string; readonly reference: string }
  | undefined {
  const route = readRoute(path);
  return method === "DELETE" && route.kind === "manifest" ? route : undefined;
}
