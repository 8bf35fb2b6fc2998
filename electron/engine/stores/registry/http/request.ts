import { isDigest } from "../../../oci/digest.ts";
import type { Capability, Endpoint } from "../hosts/hostConfig.ts";

interface Asked {
  readonly method: string;
  /** A path from the registry's root, or an address that the registry gave. */
  readonly url: string | URL;
}

/** Where a request goes at an endpoint: its own API root, and for a mirror whose content is meant. */
export function addressOf({ url }: Asked, endpoint: Endpoint, mirrored: string | undefined): URL {
  if (url instanceof URL) return url;
  const path =
    endpoint.overridePath === undefined
      ? url
      : url.replace(/^\/v2/, () => endpoint.overridePath ?? "");
  const address = new URL(path, endpoint.origin);
  if (mirrored !== undefined) address.searchParams.set("ns", mirrored);
  return address;
}

/** What a mirror must be able to do for a request; undefined for what only the registry itself can. */
export function capabilityOf({ method, url }: Asked): Capability | undefined {
  if (url instanceof URL || (method !== "GET" && method !== "HEAD")) return undefined;
  // A tag is resolved, a digest is pulled: what a mirror says of a tag is its own word.
  const target = targetIn(url);
  return target === undefined ? undefined : target.includes(":") ? "pull" : "resolve";
}

/** The digest that the bytes of an answer must have; undefined where the request names none. */
export function digestAsked({ method, url }: Asked): string | undefined {
  const target = method === "GET" && typeof url === "string" ? targetIn(url) : undefined;
  return target !== undefined && isDigest(target) ? target : undefined;
}

function targetIn(path: string): string | undefined {
  return /\/(?:manifests|blobs)\/([^/?]+)$/.exec(path)?.[1];
}

/** What of a registry a request is about. */
export type RequestTarget =
  | "api"
  | "manifest"
  | "blob"
  | "upload"
  | "tags"
  | "referrers"
  | "catalog";

/** What a request is about; an address that the registry gave is that of an upload where something is sent there. */
export function targetOf({ method, url }: Asked): RequestTarget {
  const path = url instanceof URL ? url.pathname : url;
  if (/\/_catalog(?:\?|$)/.test(path)) return "catalog";
  if (/\/tags\/list(?:\?|$)/.test(path)) return "tags";
  const kind = /\/(manifests|referrers|blobs)\/([^/?]+\/?)(?:\?|$)/.exec(path);
  if (kind?.[1] === "manifests") return "manifest";
  if (kind?.[1] === "referrers") return "referrers";
  if (kind?.[1] === "blobs" && kind[2] !== "uploads/") return "blob";
  const sends = method === "PUT" || method === "POST" || method === "PATCH";
  return sends || url instanceof URL ? "upload" : "api";
}
