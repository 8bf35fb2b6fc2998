import { isDigest } from "../../../oci/digest.ts";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Scope } from "./scope.ts";
import type { HttpRequest } from "./httpMessages.ts";

/** What a request is about. A repository is its path in the registry: `acme/app`. */
export type RequestTarget =
  | { readonly kind: "ping" }
  | { readonly kind: "catalog" }
  | { readonly kind: "manifest"; readonly repository: string; readonly reference: string }
  | { readonly kind: "blob"; readonly repository: string; readonly digest: string }
  | { readonly kind: "upload"; readonly repository: string }
  | { readonly kind: "tags"; readonly repository: string }
  | { readonly kind: "referrers"; readonly repository: string; readonly digest: string };

/** A request to an endpoint of distribution-spec 1.1, "Endpoints". */
export interface RegistryRequest extends HttpRequest {
  readonly target: RequestTarget;
  /** `?n=100`; empty by default. */
  readonly query?: string;
  /** A URL that the registry gave for the target: an upload session, the next page of a list. */
  readonly location?: URL | undefined;
  /** The rights that the request needs. */
  readonly scopes: readonly Scope[];
  /** The statuses that the caller handles; any other is an error. */
  readonly expect: readonly number[];
  /** Whether to ask the registry itself and no mirror: before a change, only its own state counts. */
  readonly origin?: boolean;
  /** What to do if the registry refuses the content of the request. */
  readonly hint?: string | undefined;
  /** Send only once: another client may act between two attempts. */
  readonly once?: boolean;
  /** Whether to send the request once, with the authorization at hand, and not to answer a challenge. */
  readonly unchallenged?: boolean;
  readonly signal: AbortSignal;
}

/** What determines the URL of a request. */
export type Addressed = Pick<RegistryRequest, "method" | "target" | "query" | "location">;

/** The path of a target in the registry's API. */
function pathOf(target: RequestTarget): string {
  switch (target.kind) {
    case "ping":
      return "/v2/";
    case "catalog":
      return "/v2/_catalog";
    case "manifest":
      return `/v2/${target.repository}/manifests/${target.reference}`;
    case "blob":
      return `/v2/${target.repository}/blobs/${target.digest}`;
    case "upload":
      return `/v2/${target.repository}/blobs/uploads/`;
    case "tags":
      return `/v2/${target.repository}/tags/list`;
    case "referrers":
      return `/v2/${target.repository}/referrers/${target.digest}`;
  }
}

/**
 * The URL of a request at an endpoint, below the endpoint's own API root.
 * @param mirrored the registry whose content a mirror is asked for; undefined if the endpoint is no mirror
 */
export function requestUrl(
  { target, query = "", location }: Omit<Addressed, "method">,
  endpoint: Pick<Endpoint, "origin" | "overridePath">,
  mirrored: string | undefined,
): URL {
  if (location) {
    return location;
  }
  const path = pathOf(target) + query;
  const { overridePath } = endpoint;
  const url = new URL(
    overridePath === undefined ? path : path.replace(/^\/v2/, () => overridePath),
    endpoint.origin,
  );
  if (mirrored !== undefined) {
    url.searchParams.set("ns", mirrored);
  }
  return url;
}

/** The digest that the body of the response must have; undefined if the request does not determine it. */
export function expectedDigest({ method, target, location }: Addressed): string | undefined {
  if (method !== "GET" || location) {
    return undefined;
  }
  if (target.kind === "blob") {
    return target.digest;
  }
  return target.kind === "manifest" && isDigest(target.reference) ? target.reference : undefined;
}
