import { randomUUID } from "node:crypto";
import { digestOf, isDigest, parseDigest } from "../../engine/oci/digest.ts";
import type { Answer } from "./response.ts";
import { refuse } from "./response.ts";
import type { Call } from "./request.ts";
import type { Content, Repository, Upload } from "./content.ts";
import type { Rules } from "./options.ts";

/**
 * Answers the POST that begins an upload, brings a whole blob, or asks for a mount.
 * Source: distribution-spec 1.1, "Pushing Blobs", "Mounting a blob from another repository".
 */
export async function beginUpload(
  call: Call,
  name: string,
  content: Content,
  rules: Rules,
): Promise<Answer> {
  if (call.method !== "POST") return refuse(405, "UNSUPPORTED", `no ${call.method} of uploads`);
  const repository = content.repository(name);
  const mount = call.query.get("mount");
  const from = call.query.get("from");
  if (mount !== null) {
    if (!isDigest(mount)) return refuse(400, "DIGEST_INVALID", `${mount} is no digest`);
    const blob =
      rules.mount && from !== null ? content.repository(from).blobs.get(mount) : undefined;
    if (blob !== undefined) {
      repository.blobs.set(mount, blob);
      return created(name, mount, rules);
    }
  }
  const digest = call.query.get("digest");
  const id = randomUUID();
  const upload: Upload = { chunks: [], size: 0, state: 0 };
  if (digest !== null && mount === null) {
    await append(call, upload);
    return finish(name, digest, upload, repository, rules);
  }
  repository.uploads.set(id, upload);
  return progress(202, name, id, upload, rules);
}

/** Answers what goes on with an upload: PATCH, PUT, GET of its status, DELETE. Source: distribution-spec 1.1, "Pushing a blob in chunks". */
export async function continueUpload(
  call: Call,
  name: string,
  id: string,
  repository: Repository,
  rules: Rules,
): Promise<Answer> {
  const upload = repository.uploads.get(id);
  if (upload === undefined) return refuse(404, "BLOB_UPLOAD_UNKNOWN", `no upload ${id}`);
  if (call.method === "GET") return progress(204, name, id, upload, rules);
  if (call.method === "DELETE") {
    repository.uploads.delete(id);
    return { status: 204 };
  }
  if (call.method !== "PATCH" && call.method !== "PUT")
    return refuse(405, "UNSUPPORTED", `no ${call.method} of uploads`);
  // A client must follow each answer's Location: what it kept from an earlier one does not go on.
  if (call.query.get("_state") !== String(upload.state)) {
    return refuse(400, "BLOB_UPLOAD_INVALID", "this is not the newest Location of the upload");
  }
  const misplaced = checkRange(call, name, id, upload, rules);
  if (misplaced !== undefined) return misplaced;
  await append(call, upload);
  if (call.method === "PATCH") return progress(202, name, id, upload, rules);
  const digest = call.query.get("digest");
  if (digest === null) return refuse(400, "DIGEST_INVALID", "the digest is missing");
  repository.uploads.delete(id);
  return finish(name, digest, upload, repository, rules);
}

/** Takes what comes as it comes: when the client goes away in the middle, what came stays, as in a registry that writes to a file. */
async function append(call: Call, upload: Upload): Promise<void> {
  upload.state += 1;
  for await (const chunk of call.chunks()) {
    upload.chunks.push(chunk);
    upload.size += chunk.length;
  }
}

function checkRange(
  call: Call,
  name: string,
  id: string,
  upload: Upload,
  rules: Rules,
): Answer | undefined {
  const header = call.headers["content-range"];
  if (header === undefined) return undefined;
  const match = /^(\d+)-(\d+)$/.exec(header);
  if (match === null) return refuse(400, "BLOB_UPLOAD_INVALID", `${header} is no range of a chunk`);
  const [first, last] = [Number(match[1]), Number(match[2])];
  if (first !== upload.size && rules.chunks === "inOrder")
    return { ...progress(416, name, id, upload, rules), body: Buffer.alloc(0) };
  const length = call.headers["content-length"];
  if (length !== undefined && Number(length) !== last - first + 1) {
    return refuse(400, "SIZE_INVALID", `${header} is not a range of ${length} bytes`);
  }
  if (
    rules.chunkMinLength !== undefined &&
    call.method === "PATCH" &&
    last - first + 1 < rules.chunkMinLength
  ) {
    return refuse(400, "SIZE_INVALID", `a chunk has at least ${rules.chunkMinLength} bytes`);
  }
  return undefined;
}

function finish(
  name: string,
  digest: string,
  upload: Upload,
  repository: Repository,
  rules: Rules,
): Answer {
  if (!isDigest(digest)) return refuse(400, "DIGEST_INVALID", `${digest} is no digest`);
  const bytes = Buffer.concat(upload.chunks);
  if (rules.validate && digestOf(bytes, parseDigest(digest).algorithm) !== digest) {
    return refuse(400, "DIGEST_INVALID", "the content has another digest");
  }
  repository.blobs.set(digest, bytes);
  return created(name, digest, rules);
}

function created(name: string, digest: string, rules: Rules): Answer {
  return {
    status: 201,
    headers: {
      location: `${rules.locationPrefix()}/v2/${name}/blobs/${digest}`,
      "docker-content-digest": digest,
    },
  };
}

/** Where the upload goes on, and how far it is. An upload of no bytes says 0-0, as distribution does: so does one of one byte. */
function progress(status: number, name: string, id: string, upload: Upload, rules: Rules): Answer {
  return {
    status,
    headers: {
      location: `${rules.locationPrefix()}/v2/${name}/blobs/uploads/${id}?_state=${upload.state}`,
      range: `0-${Math.max(0, upload.size - 1)}`,
      "docker-upload-uuid": id,
      ...(status === 202 && rules.chunkMinLength !== undefined
        ? { "oci-chunk-min-length": String(rules.chunkMinLength) }
        : {}),
    },
  };
}
