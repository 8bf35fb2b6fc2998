import {
  isForeignLayerType,
  isSchema1Type,
  manifestKind,
  mediaTypes,
} from "../../../../shared/oci/mediaTypes.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { digestOf, isDigest, parseDigest, verifyBytes } from "../../oci/digest.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { Resolution, TagCondition, TagOrDigest } from "../store.ts";
import { isProtectedTag } from "./http/explainRefusal.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import { notARegistry } from "./http/registryError.ts";
import type { RegistryRequest, RequestTarget } from "./http/registryRequest.ts";
import { contentTypeOf, isHtml } from "./http/responseHeaders.ts";
import type { Repository } from "./repository.ts";
import { tryParseJson } from "./tryParseJson.ts";

/**
 * Lists every type, because distribution 2.8 and 3.1 respond with 404 to a lone wildcard for OCI manifests, on HEAD
 * too.
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
 * Statuses of a HEAD after which a GET is made. The GET succeeds if only HEAD is refused, by a proxy or by storage
 * with URLs signed for GET; else its body has the registry's error, which a HEAD cannot have.
 */
export const headRefused: readonly number[] = [400, 403, 405, 406, 501];

/**
 * Resolves a tag or digest by HEAD, or by GET if the response to HEAD is refused or incomplete. The registry itself
 * is asked, not a mirror.
 * Source: distribution-spec 1.1, "Checking if content exists in the registry".
 * @throws EngineError `not_found`
 */
export async function resolveManifest(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<Resolution> {
  const response = await repository.client.request({
    ...readRequest(repository, target, { method: "HEAD", expect: [200, ...headRefused], signal }),
    origin: true,
  });
  await response.body.dump();
  const mediaType = mediaTypeOf(response);
  const digest = "digest" in target ? target.digest : response.header("docker-content-digest");
  if (response.status === 200 && digest && isDigest(digest) && mediaType) {
    const etag = strongEtag(response);
    return { mediaType, digest, ...(etag === undefined ? {} : { etag }) };
  }
  const fetched = "digest" in target ? target : { ...target, origin: true };
  const content = await fetchManifest(repository, fetched, signal);
  return { mediaType: content.mediaType, digest: content.digest };
}

/**
 * Fetches a manifest or index by tag or digest. Its digest is computed from the bytes. By digest, a body with another
 * digest is requested once more and then rejected. By tag, if the response header has another digest than the body,
 * the body may be corrupt: the manifest is fetched by the digest of the header, as containerd always does.
 * Source: distribution-spec 1.1, "Pulling manifests".
 * @throws EngineError `not_found`, `digest_mismatch`, `too_large`
 */
export async function fetchManifest(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<Content> {
  return (await fetchWithEtag(repository, target, signal)).content;
}

/** Fetches as `fetchManifest` does. @returns also the entity tag, for a condition of a request that replaces just that */
export async function fetchWithEtag(
  repository: Repository,
  target: TagOrDigest,
  signal: AbortSignal,
): Promise<{ readonly content: Content; readonly etag?: string | undefined }> {
  const response = await repository.client.read(
    readRequest(repository, target, { method: "GET", expect: [200], signal }),
    sizeLimits.manifest,
    (bytes, { header, url }) => {
      if (isHtmlPage(bytes, { header })) {
        throw notARegistry(describe(repository, target), url);
      }
      if ("digest" in target) {
        verifyBytes(bytes, target.digest);
      }
    },
  );
  const { bytes } = response;
  const mediaType = mediaTypeOf(response) ?? "";
  if ("digest" in target) {
    return { content: { mediaType, digest: target.digest, bytes } };
  }
  const stated = response.header("docker-content-digest");
  // The digest of a schema 1 manifest is not that of its bytes, which include the signatures.
  if (stated && isDigest(stated) && !isSchema1Type(mediaType)) {
    const actual = digestOf(bytes, parseDigest(stated).algorithm);
    if (actual !== stated) {
      const content = await fetchIfPresent(repository, stated, signal);
      if (content) {
        return { content };
      }
    }
  }
  return { content: { mediaType, digest: digestOf(bytes), bytes }, etag: strongEtag(response) };
}

async function fetchIfPresent(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<Content | undefined> {
  try {
    return await fetchManifest(repository, { digest }, signal);
  } catch (error) {
    // A digest that the registry does not have is ignored, as in go-containerregistry `fetcher.go`.
    if (isNotFound(error) || (error instanceof EngineError && error.status === 403)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Pushes a manifest or index by digest or tag.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests".
 *
 * @param put.condition sent with the request; registries without support ignore it
 * @returns whether the registry processed the manifest's subject (its `OCI-Subject` header)
 * @throws EngineError `digest_mismatch` if the registry stored other content, `tag_moved` if the condition does not
 * hold
 */
export async function putManifest(
  repository: Repository,
  put: {
    readonly target: TagOrDigest;
    readonly content: Content;
    readonly condition?: TagCondition | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly hasProcessedSubject: boolean }> {
  const { target, content, condition } = put;
  const document = (tryParseJson(content.bytes) ?? {}) as ManifestFields;
  const response = await repository.client
    .request({
      what: describe(repository, target),
      method: "PUT",
      target: manifestTarget(repository, target),
      headers: {
        "content-type": putMediaType(content.mediaType, document),
        ...conditionHeaders(condition),
      },
      body: content.bytes,
      scopes: [{ repository: repository.path, actions: ["pull", "push"] }],
      once: "tag" in target,
      expect: [200, 201, 202],
      hint: foreignLayersHint(document),
      signal,
    })
    .catch((error: unknown) => {
      throw condition ? toTagMoved(error, describe(repository, target)) : error;
    });
  await response.body.dump();
  const stored = response.header("docker-content-digest");
  // A digest of another algorithm cannot be compared.
  if (
    stored &&
    isDigest(stored) &&
    hasSameAlgorithm(stored, content.digest) &&
    stored !== content.digest
  ) {
    throw new EngineError(
      "digest_mismatch",
      `${repository.client.domain} stored ${stored} in ${repository.name} instead of ${content.digest}.`,
      { hint: "The registry or a proxy rewrites manifests. Do not use the stored content." },
    );
  }
  return { hasProcessedSubject: response.header("oci-subject") !== undefined };
}

/** Fields of a manifest that may have any value. */
interface ManifestFields {
  readonly mediaType?: unknown;
  readonly layers?: unknown;
}

/**
 * Converts the refusal of a conditional PUT to `tag_moved`, unless a rule of the registry forbids it, as Harbor's for
 * immutable tags does. 501 is from a server that supports other conditions only.
 */
export function toTagMoved(error: unknown, name: string): unknown {
  if (!(error instanceof EngineError) || (error.status !== 412 && error.status !== 501)) {
    return error;
  }
  if (isProtectedTag(error)) {
    return error;
  }
  return new EngineError("tag_moved", `The registry reports that ${name} has changed.`, {
    ...(error.detail ? { detail: error.detail } : {}),
    status: error.status,
  });
}

/** The hint for a registry that refuses foreign layers: distribution's error does not mention them. */
function foreignLayersHint({ layers }: ManifestFields): string | undefined {
  const foreign = (Array.isArray(layers) ? layers : []).filter(
    (layer: { mediaType?: unknown } | null) => isForeignLayerType(String(layer?.mediaType)),
  );
  if (foreign.length === 0) {
    return undefined;
  }
  return `The image has ${foreign.length} foreign layers, as Windows images do, which are not pushed but downloaded from their URLs. The registry must allow these URLs (validation.manifests.urls.allow in distribution) or have the layers itself.`;
}

/**
 * The Content-Type for a PUT: the document's own media type if it is of the same kind, because registries reject any
 * other (distribution-spec 1.1, "Pushing Manifests"). The descriptor may have that of the other format.
 */
function putMediaType(mediaType: string, { mediaType: own }: ManifestFields): string {
  const kind = manifestKind(mediaType);
  return typeof own === "string" && kind !== undefined && manifestKind(own) === kind
    ? own
    : mediaType;
}

/** Source: RFC 9110 §13.1.1 and §13.1.2. */
export function conditionHeaders(
  condition: TagCondition | undefined,
): Readonly<Record<string, string>> {
  if (!condition) {
    return {};
  }
  return condition.kind === "absent" ? { "if-none-match": "*" } : { "if-match": condition.etag };
}

/** An ETag that is valid in If-Match: a weak one never matches (RFC 9110 §8.8.3.2). */
function strongEtag(response: RegistryResponse): string | undefined {
  const etag = response.header("etag");
  return etag !== undefined && /^"[\x21\x23-\x7e]{1,512}"$/.test(etag) ? etag : undefined;
}

function readRequest(
  repository: Repository,
  target: TagOrDigest,
  options: Pick<RegistryRequest, "expect" | "signal"> & { readonly method: "GET" | "HEAD" },
): RegistryRequest {
  return {
    what: describe(repository, target),
    target: manifestTarget(repository, target),
    headers: { accept },
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    ...("tag" in target && target.origin ? { origin: true } : {}),
    ...options,
  };
}

/** The target of a request for a manifest. @throws EngineError `reference_invalid` */
export function manifestTarget({ path }: Repository, target: TagOrDigest): RequestTarget {
  // A tag may come from a file and must not lead to another path (distribution-spec 1.1, "Pulling manifests").
  if ("tag" in target && !/^\w[\w.-]{0,127}$/.test(target.tag)) {
    throw new EngineError("reference_invalid", `${JSON.stringify(target.tag)} is not a valid tag.`);
  }
  const reference = "digest" in target ? target.digest : target.tag;
  return { kind: "manifest", repository: path, reference };
}

/** The full name of a manifest, for messages. */
export function describe(repository: Repository, target: TagOrDigest): string {
  return "digest" in target
    ? `${repository.name}@${target.digest}`
    : `${repository.name}:${target.tag}`;
}

/** Media types that servers use for files of unknown type. */
const genericTypes: ReadonlySet<string> = new Set([
  "",
  "application/octet-stream",
  "text/plain",
  "text/html",
]);

/** The media type without parameters; undefined if it is missing or generic. */
function mediaTypeOf(response: RegistryResponse): string | undefined {
  const type = contentTypeOf(response);
  return genericTypes.has(type) ? undefined : type;
}

/** Whether the body is an HTML page; a manifest with a wrong Content-Type is not. */
function isHtmlPage(bytes: Uint8Array, response: Pick<RegistryResponse, "header">): boolean {
  return isHtml(response) && /^\s*</.test(Buffer.from(bytes.subarray(0, 256)).toString());
}

function hasSameAlgorithm(a: string, b: string): boolean {
  return parseDigest(a).algorithm === parseDigest(b).algorithm;
}
