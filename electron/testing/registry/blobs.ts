import { isDigest } from "../../engine/oci/digest.ts";
import type { Answer } from "./response.ts";
import { refuse } from "./response.ts";
import type { Call } from "./request.ts";
import type { Repository } from "./content.ts";
import { holdsAnything } from "./content.ts";
import type { Rules } from "./options.ts";

/** Answers HEAD, GET (also of a part) and DELETE of a blob. Source: distribution-spec 1.1, "Pulling blobs", "Deleting Blobs". */
export function answerBlob(
  call: Call,
  digest: string,
  repository: Repository,
  rules: Rules,
): Answer {
  if (!isDigest(digest)) return refuse(400, "DIGEST_INVALID", `${digest} is no digest`);
  const bytes = repository.blobs.get(digest);
  if (bytes === undefined) {
    return refuse(
      404,
      holdsAnything(repository) ? "BLOB_UNKNOWN" : "NAME_UNKNOWN",
      `no blob ${digest}`,
    );
  }
  switch (call.method) {
    case "GET":
    case "HEAD":
      return read(call, digest, bytes);
    case "DELETE":
      if (!rules.deletes) return refuse(405, "UNSUPPORTED", "nothing can be deleted here");
      repository.blobs.delete(digest);
      return { status: 202 };
    default:
      return refuse(405, "UNSUPPORTED", `no ${call.method} of blobs`);
  }
}

function read(call: Call, digest: string, bytes: Uint8Array): Answer {
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
  };
  const asked = call.headers.range;
  if (asked === undefined || call.method === "HEAD") return { status: 200, headers, body: bytes };
  const range = readRange(asked, bytes.length);
  if (range === undefined) return { status: 200, headers, body: bytes };
  if (range === "unsatisfiable") {
    return refuse(416, "RANGE_INVALID", `${asked} of ${bytes.length} bytes`, {
      "content-range": `bytes */${bytes.length}`,
    });
  }
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${range.first}-${range.last}/${bytes.length}` },
    body: bytes.subarray(range.first, range.last + 1),
  };
}

/** One range of bytes; undefined where the header is to be ignored. Source: RFC 9110, 14.1.2. */
function readRange(
  header: string,
  size: number,
): { first: number; last: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || header.trim() === "bytes=-") return undefined;
  const [, from = "", to = ""] = match;
  if (from === "")
    return to === "0" || size === 0
      ? "unsatisfiable"
      : { first: Math.max(0, size - Number(to)), last: size - 1 };
  if (to !== "" && Number(to) < Number(from)) return undefined;
  if (Number(from) >= size) return "unsatisfiable";
  return { first: Number(from), last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
