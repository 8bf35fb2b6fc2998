import {
  isForeignLayerType,
  isSchema1Type,
  manifestKind,
  mediaTypes,
} from "../../../../shared/oci/mediaTypes.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { digestOf, isDigest, parseDigest, verifyBytes } from "../../oci/digest.ts";
import type { Resolution, TagCondition, TagOrDigest } from "../store.ts";
import type { Content } from "../../oci/content.ts";
import { tryParseJson } from "./tryParseJson.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import type { RegistryRequest, RequestTarget } from "./http/request.ts";
import { contentTypeOf, isHtml } from "./http/responseHeaders.ts";
import { notARegistry } from "./http/registryError.ts";
import type { Repository } from "./repository.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { isProtectedTag } from "./http/explainRefusal.ts";

/**
 * Every type by name, on HEAD too: distribution 2.8 and 3.1 answer 404 to a bare wildcard for OCI manifests.
 */
const accept = [
  mediaTypes.ociIndex,
  mediaTypes.dockerList,
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
  mediaTypes.dockerSchema1Signed,
  mediaTypes.ociArtifact,
  "*/*",
].join(", ");

/**
 * Statuses of a HEAD after which a GET is made: it works where only HEAD is not taken (a proxy, or storage whose
 * addresses are signed for GET), and else brings the registry's words, for which a HEAD has no room.
 */
export const headRefused: readonly number[] = [400, 403, 405, 406, 501];

/**
 * What a tag or digest names, by HEAD; by GET where the registry's HEAD does not tell.
 * Source: distribution-spec 1.1, "Checking if content exists in the registry".
 * @throws EngineError `not_found`
 */
export async function resolveManifest(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<Resolution> {
  // Only what is pushed to is asked so: there a mirror has no say.
  const response = await repository.client.request({
    ...question("HEAD", repository, target, signal, [200, ...headRefused]),
    origin: true,
  });
  await response.body.dump();
  const mediaType = contentType(response);
  const digest = "digest" in target ? target.digest : response.header("docker-content-digest");
  if (response.status === 200 && digest && isDigest(digest) && mediaType) {
    const etag = strongTag(response);
    return { mediaType, digest, ...(etag === undefined ? {} : { etag }) };
  }
  const asked = "digest" in target ? target : { ...target, origin: true };
  const content = await fetchManifest(repository, asked, signal);
  return { mediaType: content.mediaType, digest: content.digest };
}

/**
 * Fetch a manifest or index by tag or digest. The digest is always computed from the bytes; asked by digest,
 * other bytes are asked for once more and then refused. Where an answer to a tag names another digest than that of its bytes, they may have
 * been damaged on their way: what it names is fetched instead, as containerd does in any case.
 * Source: distribution-spec 1.1, "Pulling manifests".
 * @throws EngineError `not_found`, `digest_mismatch`, `too_large`
 */
export async function fetchManifest(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<Content> {
  const response = await repository.client.read(
    question("GET", repository, target, signal, [200]),
    sizeLimits.manifest,
    (body, answer) => {
      if (isWebPage(body, answer)) throw notARegistry(describe(repository, target), answer.url);
      if ("digest" in target) verifyBytes(body, target.digest);
    },
  );
  const { bytes } = response;
  const mediaType = contentType(response) ?? "";
  if ("digest" in target) return { mediaType, digest: target.digest, bytes };
  const stated = response.header("docker-content-digest");
  // The digest of a schema 1 manifest is not that of its bytes, which are signed.
  if (stated && isDigest(stated) && !isSchema1Type(mediaType)) {
    const actual = digestOf(bytes, parseDigest(stated).algorithm);
    if (actual !== stated) {
      const named = await fetchIfThere(repository, stated, signal);
      if (named) return named;
    }
  }
  return { mediaType, digest: digestOf(bytes), bytes };
}

async function fetchIfThere(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<Content | undefined> {
  try {
    return await fetchManifest(repository, { digest }, signal);
  } catch (error) {
    // A registry that names what it has not got means nothing by it (go-containerregistry `fetcher.go`).
    if (isNotFound(error) || (error instanceof EngineError && error.status === 403))
      return undefined;
    throw error;
  }
}

/**
 * Put a manifest or index under its digest or under a tag.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests".
 *
 * @param condition sent along; registries that do not know it ignore it
 * @returns whether the registry took note of the manifest's subject (its `OCI-Subject` header)
 * @throws EngineError `digest_mismatch` where the registry stored something else
 */
export async function putManifest(
  repository: Repository,
  target: TagOrDigest,
  content: Content,
  signal: AbortSignal,
  condition?: TagCondition,
): Promise<{ notedSubject: boolean }> {
  const response = await repository.client
    .request({
      what: describe(repository, target),
      method: "PUT",
      target: manifestTarget(repository, target),
      headers: { "content-type": typeToPut(content), ...conditionHeaders(condition) },
      body: content.bytes,
      scopes: [{ repository: repository.path, actions: ["pull", "push"] }],
      once: "tag" in target,
      expect: [200, 201, 202],
      hint: hintFor(content),
      signal,
    })
    .catch((error: unknown) => {
      throw condition ? asMoved(error, describe(repository, target)) : error;
    });
  await response.body.dump();
  const stored = response.header("docker-content-digest");
  // A digest of another algorithm says nothing about ours.
  if (
    stored &&
    isDigest(stored) &&
    sameAlgorithm(stored, content.digest) &&
    stored !== content.digest
  ) {
    throw new EngineError(
      "digest_mismatch",
      `${repository.client.domain} stored ${stored} where ${content.digest} was sent to ${repository.name}.`,
      {
        hint: "The registry, or something before it, rewrites manifests. Do not use what it stored.",
      },
    );
  }
  return { notedSubject: response.header("oci-subject") !== undefined };
}

/**
 * What the refusal of a conditional put means: that the condition does not hold, unless a rule of the registry forbids
 * it, as Harbor's for immutable tags does. 501 is from a server that knows conditions, but not this one.
 */
function asMoved(error: unknown, name: string): unknown {
  if (!(error instanceof EngineError) || (error.status !== 412 && error.status !== 501))
    return error;
  if (isProtectedTag(error)) return error;
  return new EngineError("tag_moved", `The registry says that ${name} is not what it was.`, {
    ...(error.detail ? { detail: error.detail } : {}),
    status: error.status,
  });
}

/** What to do where a registry refuses content with layers that it is not to hold: distribution does not say why. */
function hintFor(content: Content): string | undefined {
  const { layers } = (tryParseJson(content.bytes) ?? {}) as { layers?: unknown };
  const foreign = (Array.isArray(layers) ? layers : []).filter(
    (layer: { mediaType?: unknown } | null) => isForeignLayerType(String(layer?.mediaType)),
  );
  if (foreign.length === 0) return undefined;
  return `The image has ${foreign.length} foreign layers, which stay where their URLs point, as those of Windows do. The registry must allow these URLs (validation.manifests.urls.allow in distribution), or hold the layers itself.`;
}

/**
 * The media type to put a document under: its own where the descriptor that it was found by has the other format's, as
 * registries refuse it under any but its own (distribution-spec 1.1, "Pushing Manifests").
 */
function typeToPut({ mediaType, bytes }: Content): string {
  const kind = manifestKind(mediaType);
  const own = (tryParseJson(bytes) as { mediaType?: unknown } | null | undefined)?.mediaType;
  return typeof own === "string" && kind !== undefined && manifestKind(own) === kind
    ? own
    : mediaType;
}

/** Source: RFC 9110 §13.1.1 and §13.1.2. */
function conditionHeaders(condition: TagCondition | undefined): Readonly<Record<string, string>> {
  if (!condition) return {};
  return condition.kind === "absent" ? { "if-none-match": "*" } : { "if-match": condition.etag };
}

/** An entity tag that If-Match can be used with: a weak one never matches (RFC 9110 §8.8.3.2). */
function strongTag(response: RegistryResponse): string | undefined {
  const tag = response.header("etag");
  return tag !== undefined && /^"[\x21\x23-\x7e]{1,512}"$/.test(tag) ? tag : undefined;
}

function question(
  method: "GET" | "HEAD",
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
  expect: readonly number[],
): RegistryRequest {
  return {
    what: describe(repository, target),
    method,
    target: manifestTarget(repository, target),
    headers: { accept },
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    expect,
    ...("tag" in target && target.origin ? { origin: true } : {}),
    signal,
  };
}

function manifestTarget({ path }: Repository, target: TagOrDigest): RequestTarget {
  // A tag may come from a file: none leads to another address (distribution-spec 1.1, "Pulling manifests").
  if ("tag" in target && !/^\w[\w.-]{0,127}$/.test(target.tag))
    throw new EngineError("reference_invalid", `${JSON.stringify(target.tag)} is no tag.`);
  const reference = "digest" in target ? target.digest : target.tag;
  return { kind: "manifest", repository: path, reference };
}

function describe(repository: Repository, target: TagOrDigest): string {
  return "digest" in target
    ? `${repository.name}@${target.digest}`
    : `${repository.name}:${target.tag}`;
}

/** What servers call anything that they do not know. */
const meaningless: ReadonlySet<string> = new Set([
  "",
  "application/octet-stream",
  "text/plain",
  "text/html",
]);

/** The media type without parameters; undefined where the registry names none that says anything. */
function contentType(response: RegistryResponse): string | undefined {
  const type = contentTypeOf(response);
  return meaningless.has(type) ? undefined : type;
}

/** No manifest begins as a page does, whatever a server calls it. */
function isWebPage(bytes: Uint8Array, response: RegistryResponse): boolean {
  return isHtml(response) && /^\s*</.test(Buffer.from(bytes.subarray(0, 256)).toString());
}

function sameAlgorithm(a: string, b: string): boolean {
  return parseDigest(a).algorithm === parseDigest(b).algorithm;
}
