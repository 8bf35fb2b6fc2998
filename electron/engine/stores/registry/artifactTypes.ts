import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";
import { EngineError } from "../../errors.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import { isMaskedNotFound } from "../probeForbiddenManifest.ts";
import type { Store } from "../store.ts";

/**
 * Config media types that go-containerregistry's registry and cosign's lists report as the artifact type. The first
 * is never a valid artifact type (image-spec 1.1, "Guidelines for Artifact Usage").
 */
const configTypes: ReadonlySet<string> = new Set([
  mediaTypes.ociEmpty,
  mediaTypes.ociConfig,
  mediaTypes.dockerConfig,
  "",
]);

/** The number of manifests read for one list; further entries stay as listed. */
const maxReads = 256;

/**
 * Fills in the artifact type of listed referrers from their manifests if the list has none, or that of a config.
 *
 * @param store the store that returned the list
 * @throws EngineError for a transient error; an entry whose manifest is missing or invalid is returned unchanged
 */
export async function fillArtifactTypes(
  listed: readonly Descriptor[],
  store: Pick<Store, "fetchManifest" | "hasManifest">,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const untyped = listed.filter(({ artifactType = "" }) => configTypes.has(artifactType));
  if (untyped.length === 0) {
    return listed;
  }
  const typed = await allOrAbort(untyped.slice(0, maxReads), signal, async (entry, until) => {
    const { artifactType: _, ...rest } = entry;
    const artifactType = await readArtifactType(entry, store, until);
    const filled: Descriptor = artifactType === undefined ? rest : { ...rest, artifactType };
    return [entry, filled] as const;
  });
  const replacements = new Map(typed);
  return listed.map((entry) => replacements.get(entry) ?? entry);
}

/** Errors of a manifest that is missing or invalid. */
const permanentErrors: ReadonlySet<string> = new Set([
  "not_found",
  "digest_mismatch",
  "manifest_invalid",
  "too_large",
]);

async function readArtifactType(
  { mediaType, digest, artifactType }: Descriptor,
  store: Pick<Store, "fetchManifest" | "hasManifest">,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const content = await store.fetchManifest({ digest }, signal);
    return describeReferrer({ ...content, mediaType })?.referrer.artifactType;
  } catch (error) {
    if (error instanceof EngineError && permanentErrors.has(error.code)) {
      return artifactType;
    }
    if (await isMaskedNotFound(error, store, signal)) {
      return artifactType;
    }
    throw error;
  }
}
