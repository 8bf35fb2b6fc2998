/**
 * Returns the start of a reference on which its completion depends: up to the colon of the tag, else up to the slash
 * after a registry's host, else nothing. `ghcr.io/acme/app:` for every tag of that repository. What is typed after it
 * only filters, so that a slow list is not requested again with each letter.
 */
export function completionKey(reference: string): string {
  const host = /^[^/]*[.:][^/]*\/|^localhost\//.exec(reference)?.[0] ?? "";
  return reference.slice(0, Math.max(host.length, reference.lastIndexOf(":") + 1));
}
