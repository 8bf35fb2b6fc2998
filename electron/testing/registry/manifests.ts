import {
  isManifestType,
  isIndexType,
  mediaTypes,
  isForeignLayerType,
} from "../../../shared/oci/mediaTypes.ts";
import { digestOf, isDigest, parseDigest } from "../../engine/oci/digest.ts";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import type { Repository, StoredManifest } from "./content.ts";
import { hasContent } from "./content.ts";
import type { RepositoryRequest } from "./options.ts";
import { rewriteReferrers } from "./referrers.ts";

/**
 * Handles HEAD, GET, PUT and DELETE of a manifest by tag or digest. Source: distribution-spec 1.1, "Pulling
 * manifests" ff.
 */
export async function handleManifest(
  context: RepositoryRequest,
  reference: string,
): Promise<RegistryResponse> {
  const { request } = context;
  const byDigest = reference.includes(":");
  if (byDigest && !isDigest(reference)) {
    return errorResponse(400, "DIGEST_INVALID", `invalid digest ${reference}`);
  }
  if (!byDigest && !/^\w[\w.-]{0,127}$/.test(reference)) {
    return errorResponse(400, "TAG_INVALID", `invalid tag ${reference}`);
  }
  switch (request.method) {
    case "GET":
    case "HEAD":
      return read(context, reference);
    case "PUT":
      return write(context, reference);
    case "DELETE":
      return remove(context, reference);
    default:
      return errorResponse(405, "UNSUPPORTED", `no ${request.method} of manifests`);
  }
}

function read({ request, repository }: RepositoryRequest, reference: string): RegistryResponse {
  const digest = repository.tags.get(reference) ?? reference;
  const manifest = repository.manifests.get(digest);
  if (manifest === undefined || !accepts(request.headers.accept, manifest.mediaType)) {
    const code = hasContent(repository) ? "MANIFEST_UNKNOWN" : "NAME_UNKNOWN";
    return errorResponse(404, code, `no manifest ${reference}`);
  }
  const headers = { "docker-content-digest": digest, etag: `"${digest}"` };
  if (lists(request.headers["if-none-match"], digest)) {
    return { status: 304, headers };
  }
  return {
    status: 200,
    headers: { ...headers, "content-type": manifest.mediaType },
    body: manifest.bytes,
  };
}

async function write(
  { request, name, repository, options }: RepositoryRequest,
  reference: string,
): Promise<RegistryResponse> {
  const bytes = await request.body(options.maxManifestBytes);
  if (bytes === undefined) {
    return errorResponse(
      413,
      "MANIFEST_INVALID",
      `a manifest has at most ${options.maxManifestBytes} bytes`,
    );
  }
  const failed = precondition(request, reference, repository);
  if (failed !== undefined) {
    return failed;
  }
  const given = isDigest(reference) ? reference : undefined;
  const digest = digestOf(bytes, given === undefined ? "sha256" : parseDigest(given).algorithm);
  const manifest: StoredManifest = {
    mediaType: mediaTypeOf(request.headers["content-type"]),
    bytes,
  };
  const value = parse(bytes);
  const refusal = options.checkManifest(
    { reference, digest, mediaType: manifest.mediaType, value },
    repository,
  );
  if (refusal !== undefined) {
    return refusal;
  }
  if (options.validate) {
    if (given !== undefined && given !== digest) {
      return errorResponse(400, "DIGEST_INVALID", `the manifest's digest is ${digest}`);
    }
    const wrong = findViolation(manifest.mediaType, value, repository);
    if (wrong !== undefined) {
      return wrong;
    }
  }
  repository.manifests.set(given ?? digest, manifest);
  if (given === undefined) {
    repository.tags.set(reference, digest);
  }
  const subject = value?.["subject"];
  if (isDescriptor(subject)) {
    await rewriteReferrers(subject.digest, digest, { repository, options });
  }
  return {
    status: 201,
    headers: {
      location: `${options.locationPrefix()}/v2/${name}/manifests/${given ?? digest}`,
      "docker-content-digest": given ?? digest,
      ...(options.referrersApi && isDescriptor(subject) ? { "oci-subject": subject.digest } : {}),
    },
  };
}

function remove(
  { request, repository, options }: RepositoryRequest,
  reference: string,
): RegistryResponse {
  if (!options.deletes) {
    return errorResponse(405, "UNSUPPORTED", "deletes are disabled");
  }
  const failed = precondition(request, reference, repository);
  if (failed !== undefined) {
    return failed;
  }
  if (repository.tags.delete(reference)) {
    return { status: 202 };
  }
  if (!repository.manifests.delete(reference)) {
    return errorResponse(404, "MANIFEST_UNKNOWN", `no manifest ${reference}`);
  }
  for (const [tag, digest] of repository.tags) {
    if (digest === reference) {
      repository.tags.delete(tag);
    }
  }
  return { status: 202 };
}

/** Checks If-Match and If-None-Match of a write. Source: RFC 9110, 13.1; not in the distribution spec. */
function precondition(
  request: RegistryRequest,
  reference: string,
  repository: Repository,
): RegistryResponse | undefined {
  const current =
    repository.tags.get(reference) ?? (repository.manifests.has(reference) ? reference : undefined);
  const { "if-match": must, "if-none-match": mustNot } = request.headers;
  const isMet =
    (must === undefined || lists(must, current)) &&
    (mustNot === undefined || !lists(mustNot, current));
  return isMet
    ? undefined
    : errorResponse(412, "DENIED", `${reference} is ${current ?? "missing"}`);
}

function lists(header: string | undefined, digest: string | undefined): boolean {
  if (header === undefined || digest === undefined) {
    return false;
  }
  return header
    .split(",")
    .some(
      (tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "").replaceAll('"', "") === digest,
    );
}

/** Without Accept, any type is accepted; otherwise it must list the type or a wildcard. Source: RFC 9110, 12.5.1. */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) {
    return true;
  }
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

/** Returns the error for an invalid manifest, or undefined. */
function findViolation(
  mediaType: string,
  value: Fields | undefined,
  repository: Repository,
): RegistryResponse | undefined {
  if (value === undefined) {
    return errorResponse(400, "MANIFEST_INVALID", "the manifest is not a JSON object");
  }
  if (value["mediaType"] !== undefined && value["mediaType"] !== mediaType) {
    return errorResponse(
      400,
      "MANIFEST_INVALID",
      "the manifest's mediaType is not the request's Content-Type",
    );
  }
  const index = isIndexType(mediaType);
  if (!index && !isManifestType(mediaType) && mediaType !== mediaTypes.ociArtifact) {
    return errorResponse(400, "MANIFEST_INVALID", `${mediaType} is not supported`);
  }
  if (index ? "layers" in value || "config" in value : "manifests" in value) {
    return errorResponse(400, "MANIFEST_INVALID", "the manifest is an image and an index at once");
  }
  const layers = listOf(value["layers"] ?? value["blobs"]);
  const children = listOf(value["manifests"]);
  const config = value["config"] === undefined ? [] : [value["config"]];
  const parts = index ? children : layers && [...config, ...layers];
  if (parts === undefined || !parts.every(isDescriptor)) {
    return errorResponse(400, "MANIFEST_INVALID", "a descriptor is malformed");
  }
  const missing = parts.find(({ digest, mediaType: type }) => {
    if (index) {
      return !repository.manifests.has(digest);
    }
    return (
      !repository.blobs.has(digest) && !isForeignLayerType(typeof type === "string" ? type : "")
    );
  });
  return (
    missing &&
    errorResponse(400, "MANIFEST_BLOB_UNKNOWN", `${missing.digest} is not in this repository`)
  );
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : undefined;
}
