import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { manifestKind } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { type ConfigFacts, type LooseDescriptor, readIndex, readManifest } from "../oci/decode.ts";
import { locationRepository, type Location } from "../oci/location.ts";
import { normalizePlatform } from "../oci/normalizePlatform.ts";
import type { Host } from "../oci/host.ts";
import { type Store, NO_TAG } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { readConfigFacts } from "./readConfigFacts.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import type { Source } from "./source.ts";

interface Found {
  readonly location: Location;
  readonly store: Store;
  readonly content: Content;
  /** When it was fetched, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** Its entry in an index; the platform of a single image is completed from its config. */
  readonly descriptor: Descriptor;
}

/** A source that is an index. */
export interface ResolvedIndex extends Found {
  readonly kind: "index";
  readonly index: ImageIndex;
}

/** A source that is a single manifest. */
export interface ResolvedImage extends Found {
  readonly kind: "manifest";
  readonly layers: Manifest["layers"];
  /** The platform of the config; undefined if a descriptor has a complete platform, so that the config was not read. */
  readonly configPlatform: Platform | undefined;
  /** The facts of the config, if it was read. */
  readonly config: ConfigFacts | undefined;
  /** Of an artifact such as a Helm chart: its artifact type, else the media type of its config. */
  readonly artifactType: string | undefined;
}

interface ResolvedArtifact extends Found {
  readonly kind: "artifact";
}

/** A source with its content. */
export type ResolvedSource = ResolvedIndex | ResolvedImage | ResolvedArtifact;

interface ResolveOptions {
  readonly store: Store;
  /** Completes a config without an OS, as in containerd. */
  readonly host: Host;
  /** Receives the digest of a single image before its config is fetched. */
  readonly onImage: (digest: string) => void;
}

/**
 * Fetches a source, and the config of a single image for its platform.
 *
 * @throws EngineError
 */
export async function resolveFromStore(
  source: Source,
  { store, host, onImage }: ResolveOptions,
  signal: AbortSignal,
): Promise<ResolvedSource> {
  const { location, given } = source;
  const what = `manifest ${locationRepository(location)}${suffix(location)}`;
  const fetched = await store.fetchManifest(toTagOrDigest(location), signal);
  const fetchedAt = Date.now();
  const { kind, content, document } = detectManifest(fetched, what);
  if (kind === "schema1") {
    throw schema1Error();
  }
  checkGiven(given, content);
  const found = {
    location,
    store,
    content,
    fetchedAt,
    descriptor: describeContent(content, given),
  };
  switch (kind) {
    case "index":
      return { ...found, kind, index: readIndex(document, `index ${content.digest}`) };
    case "artifact":
      return { ...found, kind };
    case "manifest":
      onImage(content.digest);
      return await resolveImage(found, readManifest(document, what), { what, host, signal });
  }
}

function schema1Error(): EngineError {
  return new EngineError(
    "manifest_unsupported",
    "schema1 manifests are not allowed in manifest lists",
    {
      hint: "This image was pushed in a format of Docker from before 2016. Pull and push it with a current tool to convert it.",
    },
  );
}

/** Completes a single image from its config, which is not read if the given platform is complete. */
async function resolveImage(
  found: Found,
  { config, layers, artifactType }: Manifest,
  {
    what,
    host,
    signal,
  }: { readonly what: string; readonly host: Host; readonly signal: AbortSignal },
): Promise<ResolvedImage> {
  const { store, descriptor } = found;
  const { platform } = descriptor;
  const image = {
    ...found,
    kind: "manifest",
    layers,
    configPlatform: undefined,
    config: undefined,
    artifactType: undefined,
  } as const;
  if (platform && platform.os !== "" && platform.architecture !== "") {
    return image;
  }
  if (!config) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} names no config, so its platform is unknown.`,
    );
  }
  const facts = await readConfigFacts({ store, config, what: `config ${config.digest}` }, signal);
  // buildx gives an artifact the platform of the host; here it has only a given platform.
  if (!facts) {
    return { ...image, artifactType: artifactType || config.mediaType };
  }
  const configPlatform = normalizePlatform(facts.platform, host);
  return {
    ...image,
    descriptor: { ...descriptor, platform: fill(platform, configPlatform) },
    configPlatform,
    config: facts,
  };
}

/** Completes a platform from a config field by field, as buildx does: os.version is not copied. */
function fill(platform: Platform | undefined, config: Platform): Platform {
  const { architecture = "", os = "", variant = "", ...rest } = platform ?? {};
  const filledVariant = architecture === "" && variant === "" ? config.variant : variant;
  return {
    ...rest,
    architecture: architecture || config.architecture,
    os: os || config.os,
    ...(filledVariant ? { variant: filledVariant } : {}),
  };
}

/** The entry of a content in an index, with the fields of a given descriptor. */
function describeContent(
  { mediaType, digest, bytes }: Content,
  given: LooseDescriptor | undefined,
): Descriptor {
  return {
    ...givenFields(given),
    mediaType: given?.mediaType || mediaType,
    digest,
    size: bytes.byteLength,
  };
}

/**
 * The fields of a given descriptor to copy: all if it has a media type and is therefore complete, else platform and
 * annotations.
 */
function givenFields(given: LooseDescriptor | undefined): Partial<Descriptor> {
  if (!given) {
    return {};
  }
  const { platform, annotations, urls, data, artifactType } = given;
  const whole = given.mediaType ? { urls, data, artifactType } : {};
  return Object.fromEntries(
    Object.entries({ platform, annotations, ...whole }).filter(([, value]) => value !== undefined),
  );
}

function checkGiven(given: LooseDescriptor | undefined, content: Content): void {
  const size = content.bytes.byteLength;
  if (given?.size && given.size !== size) {
    throw new EngineError(
      "size_mismatch",
      `invalid size mismatch for ${content.digest}, ${given.size} != ${size}`,
      {
        hint: "The descriptor's size is not that of the content. Remove the size, or fix it.",
      },
    );
  }
  // A registry may serve Docker's media type for an OCI image: both have the same fields.
  const kind = manifestKind(content.mediaType);
  const agrees =
    given?.mediaType === content.mediaType ||
    (kind !== undefined && manifestKind(given?.mediaType ?? "") === kind);
  if (given?.mediaType && !agrees) {
    throw new EngineError(
      "descriptor_invalid",
      `The descriptor says ${given.mediaType}, but ${content.digest} is ${content.mediaType}.`,
      {
        hint: "Remove the media type, or fix it.",
      },
    );
  }
}

function suffix(location: Location): string {
  const target = toTagOrDigest(location);
  if ("digest" in target) {
    return `@${target.digest}`;
  }
  return target.tag === NO_TAG ? "" : `:${target.tag}`;
}
