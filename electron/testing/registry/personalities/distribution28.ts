import { isForeignLayerType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { RegistryResponse } from "../response.ts";
import { jsonResponse, errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryRequest } from "../request.ts";
import type { Content, Repository } from "../content.ts";
import { hasContent } from "../content.ts";
import type { PushedManifest, RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

/** The most repositories of the catalog that may be asked for at once. */
const largestCatalog = 1000;

/** Docker's registry, CNCF distribution 2.8.2, which predates OCI 1.1. Source: measured on Debian's package docker-registry. */
export function distribution28(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, scopeStyle: "perAction" },
    referrersApi: false,
    locations: "absolute",
    chunks: "asTheyCome",
    hooks: { before: answerDirectly, after: change, checkManifest: refuseForeignLayers },
  };
}

function answerDirectly(request: RegistryRequest, content: Content): RegistryResponse | undefined {
  const route = readRoute(request.path);
  switch (route.kind) {
    case "manifest":
      // What is there under that digest is read as a manifest, whatever it is.
      if (request.method === "GET" && content.repository(route.name).blobs.has(route.reference))
        return jsonResponse(500, { errors: [{ code: "UNKNOWN", message: "unknown error" }] });
      return request.method === "DELETE" && !route.reference.includes(":")
        ? errorResponse(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        : undefined;
    case "tags": {
      const repository = content.repository(route.name);
      if (request.method !== "GET" || !hasContent(repository)) return undefined;
      // It finds a repository by its tags.
      if (repository.tags.size === 0) return errorResponse(404, "NAME_UNKNOWN", "no tags");
      // All of them, in no order, whatever was asked.
      return jsonResponse(200, { name: route.name, tags: [...repository.tags.keys()] });
    }
    case "catalog":
      return Number(request.query.get("n") ?? 0) > largestCatalog
        ? errorResponse(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested")
        : undefined;
    case "uploads":
      // A POST that brings the whole blob begins an upload like any other; what it brought is lost.
      request.query.delete("digest");
      return undefined;
    case "upload": {
      const upload = content.repository(route.name).uploads.get(route.id);
      const newest = upload === undefined || request.query.get("_state") === String(upload.state);
      return newest ? undefined : errorResponse(404, "BLOB_UPLOAD_INVALID", "blob upload invalid");
    }
    default:
      return undefined;
  }
}

function change(request: RegistryRequest, plain: RegistryResponse): RegistryResponse {
  const response = rewriteError(request, plain);
  const coded = response.headers?.["content-type"] === "application/json";
  return {
    ...response,
    headers: {
      ...response.headers,
      ...(coded ? { "content-type": "application/json; charset=utf-8" } : {}),
      "docker-distribution-api-version": "registry/2.0",
    },
  };
}

function rewriteError(request: RegistryRequest, response: RegistryResponse): RegistryResponse {
  const route = readRoute(request.path);
  if (response.status === 404 && route.kind === "manifest")
    return errorResponse(404, "MANIFEST_UNKNOWN", "manifest unknown");
  if (response.status === 404 && route.kind === "blob")
    return errorResponse(404, "BLOB_UNKNOWN", "blob unknown to registry");
  if (response.status === 416 && route.kind === "blob") return rangeOutside(response.headers);
  if (response.status !== 200 || route.kind !== "manifest") return response;
  const type = response.headers?.["content-type"];
  const oci = type === mediaTypes.ociManifest || type === mediaTypes.ociIndex;
  if (!oci || request.headers.accept?.includes(type)) return response;
  const words = "OCI manifest found, but accept header does not support OCI manifests";
  return errorResponse(404, "MANIFEST_UNKNOWN", words);
}

/** The length is the whole blob's; the words go out only where they fit into it. */
function rangeOutside(headers: RegistryResponse["headers"]): RegistryResponse {
  const size = Number(/\d+$/.exec(String(headers?.["content-range"]))?.[0]);
  const words = Buffer.from("invalid range: failed to overlap\n");
  return {
    status: 416,
    headers: { ...headers, "content-type": "text/plain; charset=utf-8" },
    contentLength: size,
    ...(words.length <= size ? { body: words } : {}),
  };
}

/** Unless its configuration allows their addresses, layers from elsewhere are missing content; it says so with a 500. */
function refuseForeignLayers(
  { value }: PushedManifest,
  repository: Repository,
): RegistryResponse | undefined {
  const layers = Array.isArray(value?.["layers"]) ? (value["layers"] as unknown[]) : [];
  const missing = layers.some((layer) => {
    const { mediaType, digest } = (layer ?? {}) as { mediaType?: string; digest?: string };
    return isForeignLayerType(mediaType ?? "") && !repository.blobs.has(digest ?? "");
  });
  if (!missing) return undefined;
  return jsonResponse(500, {
    errors: [
      { code: "UNKNOWN", message: "unknown error" },
      { code: "MANIFEST_BLOB_UNKNOWN", message: "blob unknown to registry" },
    ],
  });
}
