import { isForeignLayerType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Answer } from "../response.ts";
import { json, refuse } from "../response.ts";
import type { Users } from "../authorizer.ts";
import type { Call } from "../request.ts";
import type { Content, Repository } from "../content.ts";
import { holdsAnything } from "../content.ts";
import type { JudgedManifest, RegistryOptions } from "../options.ts";
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
    personality: { before: answerInPlace, after: change, judge: refuseForeignLayers },
  };
}

function answerInPlace(call: Call, content: Content): Answer | undefined {
  const route = readRoute(call.path);
  switch (route.kind) {
    case "manifest":
      // What is there under that digest is read as a manifest, whatever it is.
      if (call.method === "GET" && content.repository(route.name).blobs.has(route.reference))
        return json(500, { errors: [{ code: "UNKNOWN", message: "unknown error" }] });
      return call.method === "DELETE" && !route.reference.includes(":")
        ? refuse(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        : undefined;
    case "tags": {
      const repository = content.repository(route.name);
      if (call.method !== "GET" || !holdsAnything(repository)) return undefined;
      // It finds a repository by its tags.
      if (repository.tags.size === 0) return refuse(404, "NAME_UNKNOWN", "no tags");
      // All of them, in no order, whatever was asked.
      return json(200, { name: route.name, tags: [...repository.tags.keys()] });
    }
    case "catalog":
      return Number(call.query.get("n") ?? 0) > largestCatalog
        ? refuse(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested")
        : undefined;
    case "uploads":
      // A POST that brings the whole blob begins an upload like any other; what it brought is lost.
      call.query.delete("digest");
      return undefined;
    case "upload": {
      const upload = content.repository(route.name).uploads.get(route.id);
      const newest = upload === undefined || call.query.get("_state") === String(upload.state);
      return newest ? undefined : refuse(404, "BLOB_UPLOAD_INVALID", "blob upload invalid");
    }
    default:
      return undefined;
  }
}

function change(call: Call, plain: Answer): Answer {
  const answer = inItsWords(call, plain);
  const coded = answer.headers?.["content-type"] === "application/json";
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...(coded ? { "content-type": "application/json; charset=utf-8" } : {}),
      "docker-distribution-api-version": "registry/2.0",
    },
  };
}

function inItsWords(call: Call, answer: Answer): Answer {
  const route = readRoute(call.path);
  if (answer.status === 404 && route.kind === "manifest")
    return refuse(404, "MANIFEST_UNKNOWN", "manifest unknown");
  if (answer.status === 404 && route.kind === "blob")
    return refuse(404, "BLOB_UNKNOWN", "blob unknown to registry");
  if (answer.status === 416 && route.kind === "blob") return rangeOutside(answer.headers);
  if (answer.status !== 200 || route.kind !== "manifest") return answer;
  const type = answer.headers?.["content-type"];
  const oci = type === mediaTypes.ociManifest || type === mediaTypes.ociIndex;
  if (!oci || call.headers.accept?.includes(type)) return answer;
  const words = "OCI manifest found, but accept header does not support OCI manifests";
  return refuse(404, "MANIFEST_UNKNOWN", words);
}

/** The length is the whole blob's; the words go out only where they fit into it. */
function rangeOutside(headers: Answer["headers"]): Answer {
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
  { value }: JudgedManifest,
  repository: Repository,
): Answer | undefined {
  const layers = Array.isArray(value?.["layers"]) ? (value["layers"] as unknown[]) : [];
  const missing = layers.some((layer) => {
    const { mediaType, digest } = (layer ?? {}) as { mediaType?: string; digest?: string };
    return isForeignLayerType(mediaType ?? "") && !repository.blobs.has(digest ?? "");
  });
  if (!missing) return undefined;
  return json(500, {
    errors: [
      { code: "UNKNOWN", message: "unknown error" },
      { code: "MANIFEST_BLOB_UNKNOWN", message: "blob unknown to registry" },
    ],
  });
}
