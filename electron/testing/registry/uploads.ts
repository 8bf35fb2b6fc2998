import { randomUUID } from "node:crypto";
import { digestOf, isDigest, parseDigest } from "../../engine/oci/digest.ts";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content, Upload } from "./content.ts";
import type { ResolvedOptions, RepositoryRequest } from "./options.ts";

/** A request to an upload. */
interface UploadRequest extends RepositoryRequest {
  readonly id: string;
  readonly upload: Upload;
}

/**
 * Handles the POST that starts an upload, pushes a whole blob, or mounts one.
 * Source: distribution-spec 1.1, "Pushing Blobs", "Mounting a blob from another repository".
 */
export async function beginUpload(
  at: RepositoryRequest,
  content: Content,
): Promise<RegistryResponse> {
  const { request, name, repository, options } = at;
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
    return finish(digest, { ...at, id, upload });
  }
  repository.uploads.set(id, upload);
  return progress(202, { ...at, id, upload });
}

/**
 * Handles PATCH, PUT, GET (status) and DELETE of an upload. Source: distribution-spec 1.1, "Pushing a blob in
 * chunks".
 */
export async function continueUpload(at: RepositoryRequest, id: string): Promise<RegistryResponse> {
  const { request, repository } = at;
  const upload = repository.uploads.get(id);
  if (upload === undefined) {
    return errorResponse(404, "BLOB_UPLOAD_UNKNOWN", `no upload ${id}`);
  }
  const current = { ...at, id, upload };
  if (request.method === "GET") {
    return progress(204, current);
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
  const misplaced = checkRange(current);
  if (misplaced !== undefined) {
    return misplaced;
  }
  await append(request, upload);
  if (request.method === "PATCH") {
    return progress(202, current);
  }
  const digest = request.query.get("digest");
  if (digest === null) {
    return errorResponse(400, "DIGEST_INVALID", "the digest is missing");
  }
  repository.uploads.delete(id);
  return finish(digest, current);
}

/** Appends the body as it arrives: if the client disconnects, the received bytes stay, as in registries with files. */
async function append(request: RegistryRequest, upload: Upload): Promise<void> {
  upload.state += 1;
  for await (const chunk of request.chunks()) {
    upload.chunks.push(chunk);
    upload.size += chunk.length;
  }
}

function checkRange(at: UploadRequest): RegistryResponse | undefined {
  const { request, upload, options } = at;
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
    return { ...progress(416, at), body: Buffer.alloc(0) };
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
  digest: string,
  { name, repository, options, upload }: UploadRequest,
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
function progress(status: number, { name, options, id, upload }: UploadRequest): RegistryResponse {
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
