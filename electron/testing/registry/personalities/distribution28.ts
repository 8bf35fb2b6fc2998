import { isForeignLayerType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { RegistryResponse } from "../response.ts";
import { jsonResponse, errorResponse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryRequest } from "../request.ts";
import type { Content, Repository } from "../content.ts";
import { hasContent } from "../content.ts";
import type { PushedManifest, RegistryOptions } from "../options.ts";
import { readRoute } from "../route.ts";

/** The maximum page size of the catalog. */
const largestCatalog = 1000;

/**
 * Docker's registry, CNCF distribution 2.8.2, which predates OCI 1.1. Source: measured on Debian's package
 * docker-registry.
 */
export function distribution28(users: Users): RegistryOptions {
  return {
    auth: { kind: "bearer", users, scopeStyle: "perAction" },
    referrersApi: false,
    locations: "absolute",
    chunks: "asTheyCome",
    hooks: { before: answerDirectly, after: toDistribution, checkManifest: refuseForeignLayers },
  };
}

function answerDirectly(request: RegistryRequest, content: Content): RegistryResponse | undefined {
  const route = readRoute(request.path);
  switch (route.kind) {
    case "manifest":
      // It reads any content with that digest as a manifest.
      if (request.method === "GET" && content.repository(route.name).blobs.has(route.reference)) {
        return jsonResponse(500, { errors: [{ code: "UNKNOWN", message: "unknown error" }] });
      }
      return request.method === "DELETE" && !route.reference.includes(":")
        ? errorResponse(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        : undefined;
    case "tags": {
      const repository = content.repository(route.name);
      if (request.method !== "GET" || !hasContent(repository)) {
        return undefined;
      }
      // A repository without tags is unknown.
      if (repository.tags.size === 0) {
        return errorResponse(404, "NAME_UNKNOWN", "no tags");
      }
      // All tags, unordered, without pages.
      return jsonResponse(200, { name: route.name, tags: [...repository.tags.keys()] });
    }
    case "catalog":
      return Number(request.query.get("n") ?? 0) > largestCatalog
        ? errorResponse(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested")
        : undefined;
    case "uploads":
      // A POST with a whole blob starts an upload; its body is lost.
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

function toDistribution(request: RegistryRequest, plain: RegistryResponse): RegistryResponse {
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
  if (response.status === 404 && route.kind === "manifest") {
    return errorResponse(404, "MANIFEST_UNKNOWN", "manifest unknown");
  }
  if (response.status === 404 && route.kind === "blob") {
    return errorResponse(404, "BLOB_UNKNOWN", "blob unknown to registry");
  }
  if (response.status === 416 && route.kind === "blob") {
    return rangeOutside(response.headers);
  }
  if (response.status !== 200 || route.kind !== "manifest") {
    return response;
  }
  const type = response.headers?.["content-type"];
  const oci = type === mediaTypes.ociManifest || type === mediaTypes.ociIndex;
  if (!oci || request.headers.accept?.includes(type)) {
    return response;
  }
  const words = "OCI manifest found, but accept header does not support OCI manifests";
  return errorResponse(404, "MANIFEST_UNKNOWN", words);
}

/** Content-Length is the size of the blob; the message is sent only if it is not longer. */
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

/** Unless configured otherwise, missing foreign layers are refused with a 500. */
function refuseForeignLayers(
  { value }: PushedManifest,
  repository: Repository,
): RegistryResponse | undefined {
  const layers = Array.isArray(value?.["layers"]) ? (value["layers"] as unknown[]) : [];
  const missing = layers.some((layer) => {
    const { mediaType, digest } = (layer ?? {}) as { mediaType?: string; digest?: string };
    return isForeignLayerType(mediaType ?? "") && !repository.blobs.has(digest ?? "");
  });
  if (!missing) {
    return undefined;
  }
  return jsonResponse(500, {
    errors: [
      { code: "UNKNOWN", message: "unknown error" },
      { code: "MANIFEST_BLOB_UNKNOWN", message: "blob unknown to registry" },
    ],
  });
}
