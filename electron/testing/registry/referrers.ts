import { setTimeout as sleep } from "node:timers/promises";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { isDigest } from "../../engine/oci/digest.ts";
import type { RegistryResponse } from "./response.ts";
import { jsonResponse, pageNotFound, errorResponse } from "./response.ts";
import type { StoredManifest } from "./content.ts";
import type { RepositoryRequest } from "./options.ts";

/** The fields of a manifest that its entry in the list of referrers is built from. */
interface Referrer {
  readonly artifactType?: string;
  readonly config?: { readonly mediaType?: string };
  readonly subject?: { readonly digest?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Lists the manifests whose subject is the digest; the list of an unknown digest is empty.
 * Source: distribution-spec 1.1, "Listing Referrers".
 */
export function handleReferrers(
  { request, name, repository, options }: RepositoryRequest,
  digest: string,
): RegistryResponse {
  if (!options.referrersApi) {
    return pageNotFound();
  }
  if (request.method !== "GET") {
    return errorResponse(405, "UNSUPPORTED", `no ${request.method} of referrers`);
  }
  if (!isDigest(digest)) {
    return errorResponse(400, "DIGEST_INVALID", `invalid digest ${digest}`);
  }
  const artifactTypeFilter = request.query.get("artifactType");
  const listed =
    options.referrersDelay === undefined ? undefined : repository.referrers.get(digest);
  const entries = [...repository.manifests]
    .filter(([own]) => options.referrersDelay === undefined || listed?.includes(own))
    .flatMap(([own, manifest]) => entryOf(own, manifest, digest))
    .filter((entry) => artifactTypeFilter === null || entry.artifactType === artifactTypeFilter);
  const start = Number(request.query.get("offset") ?? 0);
  const end = start + options.referrersPageSize;
  const filter =
    artifactTypeFilter === null ? "" : `artifactType=${encodeURIComponent(artifactTypeFilter)}&`;
  return jsonResponse(
    200,
    { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: entries.slice(start, end) },
    {
      "content-type": mediaTypes.ociIndex,
      ...(artifactTypeFilter === null ? {} : { "oci-filters-applied": "artifactType" }),
      ...(end < entries.length
        ? { link: `</v2/${name}/referrers/${digest}?${filter}offset=${end}>; rel="next"` }
        : {}),
    },
  );
}

/** Rewrites the list of referrers of a subject without a lock, as registries do that store it in a file. */
export async function rewriteReferrers(
  subject: string,
  referrer: string,
  { repository, options }: Pick<RepositoryRequest, "repository" | "options">,
): Promise<void> {
  const { referrers } = repository;
  const { referrersDelay } = options;
  if (referrersDelay === undefined) {
    return;
  }
  const others = (referrers.get(subject) ?? []).filter((digest) => digest !== referrer);
  await sleep(referrersDelay);
  referrers.set(subject, [...others, referrer]);
}

function entryOf(digest: string, manifest: StoredManifest, subject: string) {
  const referrer = parse(manifest);
  if (referrer?.subject?.digest !== subject) {
    return [];
  }
  // Distribution spec: without an artifact type, the media type of the config is used.
  const artifactType = referrer.artifactType ?? referrer.config?.mediaType;
  return [
    {
      mediaType: manifest.mediaType,
      digest,
      size: manifest.bytes.length,
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(referrer.annotations === undefined ? {} : { annotations: referrer.annotations }),
    },
  ];
}

/** Returns undefined for a manifest that is not JSON. */
function parse(manifest: StoredManifest): Referrer | undefined {
  try {
    return (JSON.parse(Buffer.from(manifest.bytes).toString("utf8")) ?? undefined) as
      | Referrer
      | undefined;
  } catch {
    return undefined;
  }
}
