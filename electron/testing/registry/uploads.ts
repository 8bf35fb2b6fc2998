import { randomUUID } from "node:crypto";
import { digestOf, isDigest, parseDigest } from "../../engine/oci/digest.ts";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content, Repository, Upload } from "./content.ts";
import type { ResolvedOptions, RepositoryRequest } from "./options.ts";

/**
 * Handles the POST that starts an upload, pushes a whole blob, or mounts one.
 * Source: distribution-spec 1.1, "Pushing Blobs", "Mounting a blob from another repository".
 */
export async function beginUpload(
  { request, name, repository, options }: RepositoryRequest,
  content: Content,
): Promise<RegistryResponse> {
  if (request.method !== "POST") {
    return errorResponse(405, "UNSUPPORTED", `no ${request.method} of uploads`);
  }
  const mount = request.query.get("mount");
  const from = request.query.get("from");
  if (mount !== null) {
    if (!isDigest(mount)) {
      return errorResponse(400, "DIGEST_INVALID", `invalid digest ${mount}`);
    }
    const blob =
      options.mount && from !== null ? content.repository(from).blobs.get(mount) : undefined;
    if (blob !== undefined) {
      repository.blobs.set(mount, blob);
      return created(name, mount, options);
    }
  }
  const digest = request.query.get("digest");
  const id = randomUUID();
  const upload: Upload = { chunks: [], size: 0, state: 0 };
  if (digest !== null && mount === null) {
    await append(request, upload);
    return finish(name, digest, upload, repository, options);
  }
  repository.uploads.set(id, upload);
  return progress(202, name, id, upload, options);
}

/**
 * Handles PATCH, PUT, GET (status) and DELETE of an upload. Source: distribution-spec 1.1, "Pushing a blob in
 * chunks".
 */
export async function continueUpload(
  { request, name, repository, options }: RepositoryRequest,
  id: string,
): Promise<RegistryResponse> {
  const upload = repository.uploads.get(id);
  if (upload === undefined) {
    return errorResponse(404, "BLOB_UPLOAD_UNKNOWN", `no upload ${id}`);
  }
  if (request.method === "GET") {
    return progress(204, name, id, upload, options);
  }
  if (request.method === "DELETE") {
    repository.uploads.delete(id);
    return { status: 204 };
  }
  if (request.method !== "PATCH" && request.method !== "PUT") {
    return errorResponse(405, "UNSUPPORTED", `no ${request.method} of uploads`);
  }
  // A client must use the Location of the latest response.
  if (request.query.get("_state") !== String(upload.state)) {
    return errorResponse(
      400,
      "BLOB_UPLOAD_INVALID",
      "this is not the newest Location of the upload",
    );
  }
  const misplaced = checkRange(request, name, id, upload, options);
  if (misplaced !== undefined) {
    return misplaced;
  }
  await append(request, upload);
  if (request.method === "PATCH") {
    return progress(202, name, id, upload, options);
  }
  const digest = request.query.get("digest");
  if (digest === null) {
    return errorResponse(400, "DIGEST_INVALID", "the digest is missing");
  }
  repository.uploads.delete(id);
  return finish(name, digest, upload, repository, options);
}

/** Appends the body as it arrives: if the client disconnects, the received bytes stay, as in registries with files. */
async function append(request: RegistryRequest, upload: Upload): Promise<void> {
  upload.state += 1;
  for await (const chunk of request.chunks()) {
    upload.chunks.push(chunk);
    upload.size += chunk.length;
  }
}

function checkRange(
  request: RegistryRequest,
  name: string,
  id: string,
  upload: Upload,
  options: ResolvedOptions,
): RegistryResponse | undefined {
  const header = request.headers["content-range"];
  if (header === undefined) {
    return undefined;
  }
  const match = /^(\d+)-(\d+)$/.exec(header);
  if (match === null) {
    return errorResponse(400, "BLOB_UPLOAD_INVALID", `invalid range ${header}`);
  }
  const [first, last] = [Number(match[1]), Number(match[2])];
  if (first !== upload.size && options.chunks === "inOrder") {
    return { ...progress(416, name, id, upload, options), body: Buffer.alloc(0) };
  }
  const length = request.headers["content-length"];
  if (length !== undefined && Number(length) !== last - first + 1) {
    return errorResponse(400, "SIZE_INVALID", `${header} is not a range of ${length} bytes`);
  }
  if (
    options.chunkMinLength !== undefined &&
    request.method === "PATCH" &&
    last - first + 1 < options.chunkMinLength
  ) {
    return errorResponse(
      400,
      "SIZE_INVALID",
      `a chunk has at least ${options.chunkMinLength} bytes`,
    );
  }
  return undefined;
}

function finish(
  name: string,
  digest: string,
  upload: Upload,
  repository: Repository,
  options: ResolvedOptions,
): RegistryResponse {
  if (!isDigest(digest)) {
    return errorResponse(400, "DIGEST_INVALID", `invalid digest ${digest}`);
  }
  const bytes = Buffer.concat(upload.chunks);
  if (options.validate && digestOf(bytes, parseDigest(digest).algorithm) !== digest) {
    return errorResponse(400, "DIGEST_INVALID", "the digest does not match the content");
  }
  repository.blobs.set(digest, bytes);
  return created(name, digest, options);
}

function created(name: string, digest: string, options: ResolvedOptions): RegistryResponse {
  return {
    status: 201,
    headers: {
      location: `${options.locationPrefix()}/v2/${name}/blobs/${digest}`,
      "docker-content-digest": digest,
    },
  };
}

/** Returns the Location and Range of an upload. As in distribution, Range is 0-0 for zero bytes and for one byte. */
function progress(
  status: number,
  name: string,
  id: string,
  upload: Upload,
  options: ResolvedOptions,
): RegistryResponse {
  return {
    status,
    headers: {
      location: `${options.locationPrefix()}/v2/${name}/blobs/uploads/${id}?_state=${upload.state}`,
      range: `0-${Math.max(0, upload.size - 1)}`,
      "docker-upload-uuid": id,
      ...(status === 202 && options.chunkMinLength !== undefined
        ? { "oci-chunk-min-length": String(options.chunkMinLength) }
        : {}),
    },
  };
}
