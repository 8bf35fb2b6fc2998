import {
  isManifestType,
  isIndexType,
  mediaTypes,
  isForeignLayerType,
} from "../../../shared/oci/mediaTypes.ts";
import { digestOf, isDigest, parseDigest } from "../../engine/oci/digest.ts";
import type { Answer } from "./response.ts";
import { refuse } from "./response.ts";
import type { Call } from "./request.ts";
import type { Repository, StoredManifest } from "./content.ts";
import { holdsAnything } from "./content.ts";
import type { Rules } from "./options.ts";
import { rewriteReferrers } from "./referrers.ts";

/** Answers HEAD, GET, PUT and DELETE of a manifest by tag or digest. Source: distribution-spec 1.1, "Pulling manifests" and on. */
export async function answerManifest(
  call: Call,
  name: string,
  reference: string,
  repository: Repository,
  rules: Rules,
): Promise<Answer> {
  const byDigest = reference.includes(":");
  if (byDigest && !isDigest(reference))
    return refuse(400, "DIGEST_INVALID", `${reference} is no digest`);
  if (!byDigest && !/^\w[\w.-]{0,127}$/.test(reference))
    return refuse(400, "TAG_INVALID", `${reference} is no tag`);
  switch (call.method) {
    case "GET":
    case "HEAD":
      return read(call, reference, repository);
    case "PUT":
      return write(call, name, reference, repository, rules);
    case "DELETE":
      return remove(call, reference, repository, rules);
    default:
      return refuse(405, "UNSUPPORTED", `no ${call.method} of manifests`);
  }
}

function read(call: Call, reference: string, repository: Repository): Answer {
  const digest = repository.tags.get(reference) ?? reference;
  const manifest = repository.manifests.get(digest);
  if (manifest === undefined || !accepts(call.headers.accept, manifest.mediaType)) {
    const code = holdsAnything(repository) ? "MANIFEST_UNKNOWN" : "NAME_UNKNOWN";
    return refuse(404, code, `no manifest ${reference}`);
  }
  const headers = { "docker-content-digest": digest, etag: `"${digest}"` };
  if (lists(call.headers["if-none-match"], digest)) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, "content-type": manifest.mediaType },
    body: manifest.bytes,
  };
}

async function write(
  call: Call,
  name: string,
  reference: string,
  repository: Repository,
  rules: Rules,
): Promise<Answer> {
  const bytes = await call.body(rules.maxManifestBytes);
  if (bytes === undefined)
    return refuse(
      413,
      "MANIFEST_INVALID",
      `a manifest has at most ${rules.maxManifestBytes} bytes`,
    );
  const failed = precondition(call, reference, repository);
  if (failed !== undefined) return failed;
  const given = isDigest(reference) ? reference : undefined;
  const digest = digestOf(bytes, given === undefined ? "sha256" : parseDigest(given).algorithm);
  const manifest: StoredManifest = { mediaType: mediaTypeOf(call.headers["content-type"]), bytes };
  const value = parse(bytes);
  const judged = rules.judge(
    { reference, digest, mediaType: manifest.mediaType, value },
    repository,
  );
  if (judged !== undefined) return judged;
  if (rules.validate) {
    if (given !== undefined && given !== digest)
      return refuse(400, "DIGEST_INVALID", `the manifest's digest is ${digest}`);
    const wrong = faultOf(manifest.mediaType, value, repository);
    if (wrong !== undefined) return wrong;
  }
  repository.manifests.set(given ?? digest, manifest);
  if (given === undefined) repository.tags.set(reference, digest);
  const subject = value?.["subject"];
  if (isDescriptor(subject)) await rewriteReferrers(subject.digest, digest, repository, rules);
  return {
    status: 201,
    headers: {
      location: `${rules.locationPrefix()}/v2/${name}/manifests/${given ?? digest}`,
      "docker-content-digest": given ?? digest,
      ...(rules.referrersApi && isDescriptor(subject) ? { "oci-subject": subject.digest } : {}),
    },
  };
}

function remove(call: Call, reference: string, repository: Repository, rules: Rules): Answer {
  if (!rules.deletes) return refuse(405, "UNSUPPORTED", "nothing can be deleted here");
  const failed = precondition(call, reference, repository);
  if (failed !== undefined) return failed;
  if (repository.tags.delete(reference)) return { status: 202 };
  if (!repository.manifests.delete(reference))
    return refuse(404, "MANIFEST_UNKNOWN", `no manifest ${reference}`);
  for (const [tag, digest] of repository.tags)
    if (digest === reference) repository.tags.delete(tag);
  return { status: 202 };
}

/** If-Match and If-None-Match on what is about to change. Source: RFC 9110, 13.1; no part of the distribution spec. */
function precondition(call: Call, reference: string, repository: Repository): Answer | undefined {
  const current =
    repository.tags.get(reference) ?? (repository.manifests.has(reference) ? reference : undefined);
  const { "if-match": must, "if-none-match": mustNot } = call.headers;
  const held =
    (must === undefined || lists(must, current)) &&
    (mustNot === undefined || !lists(mustNot, current));
  return held ? undefined : refuse(412, "DENIED", `${reference} is ${current ?? "not there"}`);
}

function lists(header: string | undefined, digest: string | undefined): boolean {
  if (header === undefined || digest === undefined) return false;
  return header
    .split(",")
    .some(
      (tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "").replaceAll('"', "") === digest,
    );
}

/** No Accept accepts all; otherwise the type itself or a wildcard for it must be there. Source: RFC 9110, 12.5.1. */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) return true;
  const ranges = header.split(",").map((range) => mediaTypeOf(range));
  return ranges.some(
    (range) =>
      range === mediaType || range === "*/*" || range === `${mediaType.split("/", 1)[0] ?? ""}/*`,
  );
}

function mediaTypeOf(header: string | undefined): string {
  return (header?.split(";", 1)[0] ?? "").trim();
}

type Fields = Readonly<Record<string, unknown>>;

function parse(bytes: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDescriptor(value: unknown): value is { digest: string; mediaType?: unknown } {
  return isFields(value) && typeof value["digest"] === "string" && isDigest(value["digest"]);
}

/** Why a good registry would not take the manifest, or undefined. */
function faultOf(
  mediaType: string,
  value: Fields | undefined,
  repository: Repository,
): Answer | undefined {
  if (value === undefined) return refuse(400, "MANIFEST_INVALID", "the manifest is no JSON object");
  if (value["mediaType"] !== undefined && value["mediaType"] !== mediaType) {
    return refuse(
      400,
      "MANIFEST_INVALID",
      "the manifest's mediaType is not the request's Content-Type",
    );
  }
  const index = isIndexType(mediaType);
  if (!index && !isManifestType(mediaType) && mediaType !== mediaTypes.ociArtifact) {
    return refuse(400, "MANIFEST_INVALID", `${mediaType} is not taken here`);
  }
  if (index ? "layers" in value || "config" in value : "manifests" in value) {
    return refuse(400, "MANIFEST_INVALID", "the manifest is an image and an index at once");
  }
  const layers = listOf(value["layers"] ?? value["blobs"]);
  const children = listOf(value["manifests"]);
  const config = value["config"] === undefined ? [] : [value["config"]];
  const parts = index ? children : layers && [...config, ...layers];
  if (parts === undefined || !parts.every(isDescriptor))
    return refuse(400, "MANIFEST_INVALID", "a descriptor is malformed");
  const missing = parts.find(({ digest, mediaType: type }) => {
    if (index) return !repository.manifests.has(digest);
    return (
      !repository.blobs.has(digest) && !isForeignLayerType(typeof type === "string" ? type : "")
    );
  });
  return (
    missing && refuse(400, "MANIFEST_BLOB_UNKNOWN", `${missing.digest} is not in this repository`)
  );
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : undefined;
}
