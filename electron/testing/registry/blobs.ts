import { isDigest } from "../../engine/oci/digest.ts";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import { hasContent } from "./content.ts";
import type { RepositoryRequest } from "./options.ts";

/**
 * Handles HEAD, GET (with ranges) and DELETE of a blob. Source: distribution-spec 1.1, "Pulling blobs", "Deleting
 * Blobs".
 */
export function handleBlob(
  { request, repository, options }: RepositoryRequest,
  digest: string,
): RegistryResponse {
  if (!isDigest(digest)) {
    return errorResponse(400, "DIGEST_INVALID", `invalid digest ${digest}`);
  }
  const bytes = repository.blobs.get(digest);
  if (bytes === undefined) {
    return errorResponse(
      404,
      hasContent(repository) ? "BLOB_UNKNOWN" : "NAME_UNKNOWN",
      `no blob ${digest}`,
    );
  }
  switch (request.method) {
    case "GET":
    case "HEAD":
      return read(request, digest, bytes);
    case "DELETE":
      if (!options.deletes) {
        return errorResponse(405, "UNSUPPORTED", "deletes are disabled");
      }
      repository.blobs.delete(digest);
      return { status: 202 };
    default:
      return errorResponse(405, "UNSUPPORTED", `no ${request.method} of blobs`);
  }
}

function read(request: RegistryRequest, digest: string, bytes: Uint8Array): RegistryResponse {
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
  };
  const rangeHeader = request.headers.range;
  if (rangeHeader === undefined || request.method === "HEAD") {
    return { status: 200, headers, body: bytes };
  }
  const range = readRange(rangeHeader, bytes.length);
  if (range === undefined) {
    return { status: 200, headers, body: bytes };
  }
  if (range === "unsatisfiable") {
    const message = `${rangeHeader} of ${bytes.length} bytes`;
    const response = errorResponse(416, "RANGE_INVALID", message);
    const contentRange = `bytes */${bytes.length}`;
    return { ...response, headers: { ...response.headers, "content-range": contentRange } };
  }
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${range.first}-${range.last}/${bytes.length}` },
    body: bytes.subarray(range.first, range.last + 1),
  };
}

/** Parses a range of bytes; returns undefined if the header must be ignored. Source: RFC 9110, 14.1.2. */
function readRange(
  header: string,
  size: number,
): { first: number; last: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || header.trim() === "bytes=-") {
    return undefined;
  }
  const [, from = "", to = ""] = match;
  if (from === "") {
    return to === "0" || size === 0
      ? "unsatisfiable"
      : { first: Math.max(0, size - Number(to)), last: size - 1 };
  }
  if (to !== "" && Number(to) < Number(from)) {
    return undefined;
  }
  if (Number(from) >= size) {
    return "unsatisfiable";
  }
  return { first: Number(from), last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
