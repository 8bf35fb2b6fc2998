import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../../errors.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import { isMaskedNotFound } from "../isMaskedNotFound.ts";
import type { Store } from "../store.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";

/**
 * Types of configs that go-containerregistry's registry, and the lists that cosign keeps, state in place of a
 * referrer's own artifact type. The first is never valid as one (image-spec 1.1, "Guidelines for Artifact Usage").
 */
const configTypes: ReadonlySet<string> = new Set([
  mediaTypes.ociEmpty,
  mediaTypes.ociConfig,
  mediaTypes.dockerConfig,
  "",
]);

/** Manifests that are read for one list; who lists more without a type does not get them all read. */
const mostRead = 256;

/**
 * Give each entry of a list of referrers its artifact type: where the list states none, or that of a config, it is
 * read from the manifest.
 *
 * @param store the one that lists them
 * @throws EngineError where a manifest could not be read just now; what is gone or malformed keeps its entry
 */
export async function fillArtifactTypes(
  listed: readonly Descriptor[],
  store: Pick<Store, "fetchManifest" | "hasManifest">,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const untyped = listed.filter(({ artifactType = "" }) => configTypes.has(artifactType));
  if (untyped.length === 0) return listed;
  const types = await allOrAbort(untyped.slice(0, mostRead), signal, async (entry, until) => {
    const { artifactType: _, ...rest } = entry;
    const artifactType = await readType(entry, store, until);
    const typed: Descriptor = artifactType === undefined ? rest : { ...rest, artifactType };
    return [entry, typed] as const;
  });
  const known = new Map(types);
  return listed.map((entry) => known.get(entry) ?? entry);
}

/** Failures that say that there is no such manifest, or none that could be used. */
const unusable: ReadonlySet<string> = new Set([
  "not_found",
  "digest_mismatch",
  "manifest_invalid",
  "too_large",
]);

async function readType(
  { mediaType, digest, artifactType }: Descriptor,
  store: Pick<Store, "fetchManifest" | "hasManifest">,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const content = await store.fetchManifest({ digest }, signal);
    return describeReferrer({ ...content, mediaType })?.referrer.artifactType;
  } catch (error) {
    if (error instanceof EngineError && unusable.has(error.code)) return artifactType;
    if (await isMaskedNotFound(error, store, signal)) return artifactType;
    throw error;
  }
}
