import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../../errors.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { contentTypeOf } from "./http/responseHeaders.ts";
import { readPages } from "./pagination.ts";
import type { Repository } from "./repository.ts";

/** What a registry's referrers API returned for a digest. */
export type ReferrersApiResult =
  | { readonly kind: "listed"; readonly referrers: readonly Descriptor[] }
  /** The registry does not have the API. */
  | { readonly kind: "unsupported" }
  /** The error is about the digest or the repository, so other digests may have a list. */
  | { readonly kind: "unknown" };

/**
 * Lists the manifests whose subject is a digest by the registry's referrers API. Registries without it respond with
 * 404, but also with 400, 405 or an unrelated page (go-containerregistry `referrers.go`).
 *
 * Source: distribution-spec 1.1, "Listing Referrers".
 */
export async function requestReferrers(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<ReferrersApiResult> {
  const what = `referrers of ${repository.name}@${digest}`;
  const referrers: Descriptor[] = [];
  const list = {
    target: { kind: "referrers", repository: repository.path, digest },
    what,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    accept: [400, 404, 405, 406],
    headers: { accept: mediaTypes.ociIndex },
  } as const;
  let pages = 0;
  for await (const page of readPages(repository.client, list, signal)) {
    pages += 1;
    if (page.status === 200 && contentTypeOf(page) === mediaTypes.ociIndex) {
      for (const referrer of decodeIndex(page.bytes, what).manifests) {
        referrers.push(referrer);
      }
      continue;
    }
    if (pages === 1) {
      return { kind: isAboutContent(page.bytes) ? "unknown" : "unsupported" };
    }
    // A partial list must not be mistaken for an empty one.
    throw new EngineError(
      "registry_invalid",
      `${page.url.host} responds with ${page.status} to page ${pages} of the ${what}.`,
      { retryable: true },
    );
  }
  return { kind: "listed", referrers };
}

/** Whether an error is about the digest or the repository, rather than about the referrers API. */
function isAboutContent(body: Uint8Array): boolean {
  return /"(?:MANIFEST_UNKNOWN|NAME_UNKNOWN|MANIFEST_BLOB_UNKNOWN|NOT_FOUND|DIGEST_INVALID)"/.test(
    Buffer.from(body).toString("latin1"),
  );
}
