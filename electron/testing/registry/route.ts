/** An endpoint of the distribution spec. */
export type Route =
  | { readonly kind: "ping" }
  | { readonly kind: "catalog" }
  | { readonly kind: "tags"; readonly name: string }
  | { readonly kind: "manifest"; readonly name: string; readonly reference: string }
  | { readonly kind: "blob"; readonly name: string; readonly digest: string }
  | { readonly kind: "uploads"; readonly name: string }
  | { readonly kind: "upload"; readonly name: string; readonly id: string }
  | { readonly kind: "referrers"; readonly name: string; readonly digest: string }
  | { readonly kind: "unknown" };

/**
 * Parses the path of a request. A repository name may contain `blobs` or `manifests`, so the last match counts.
 * Source: distribution-spec 1.1, "Endpoints".
 */
export function readRoute(path: string): Route {
  const [pathname = "/"] = path.split("?", 1);
  if (pathname === "/v2/" || pathname === "/v2") {
    return { kind: "ping" };
  }
  if (pathname === "/v2/_catalog") {
    return { kind: "catalog" };
  }
  const parts = pathname.split("/").map(decode);
  if (parts.includes(undefined) || parts[0] !== "" || parts[1] !== "v2") {
    return { kind: "unknown" };
  }
  const known = parts.filter((part) => part !== undefined).slice(2);
  const name = (end: number) => known.slice(0, end).join("/");
  const [third, second, last] = [known.at(-3), known.at(-2), known.at(-1)];
  if (second === "tags" && last === "list") {
    return { kind: "tags", name: name(-2) };
  }
  if (third === "blobs" && second === "uploads" && last === "") {
    return { kind: "uploads", name: name(-3) };
  }
  if (third === "blobs" && second === "uploads" && last !== undefined) {
    return { kind: "upload", name: name(-3), id: last };
  }
  if (second === "blobs" && last === "uploads") {
    return { kind: "uploads", name: name(-2) };
  }
  if (last === undefined || last === "") {
    return { kind: "unknown" };
  }
  if (second === "manifests") {
    return { kind: "manifest", name: name(-2), reference: last };
  }
  if (second === "blobs") {
    return { kind: "blob", name: name(-2), digest: last };
  }
  if (second === "referrers") {
    return { kind: "referrers", name: name(-2), digest: last };
  }
  return { kind: "unknown" };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
