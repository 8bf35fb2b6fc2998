import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { manifestKind } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { type LooseDescriptor, readIndex, readManifest } from "../oci/decode.ts";
import { locationRepository, type Location } from "../oci/location.ts";
import { normalizePlatform } from "../oci/normalizePlatform.ts";
import type { Host } from "../oci/host.ts";
import { type Store, NO_TAG } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { readConfigPlatform } from "./configPlatform.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import type { Source } from "./source.ts";

interface Found {
  readonly location: Location;
  readonly store: Store;
  readonly content: Content;
  /** When the store had it, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** As it would stand in an index, the platform of a single image filled in from its config. */
  readonly descriptor: Descriptor;
}

/** A source that is an index, decoded once. */
export interface ResolvedIndex extends Found {
  readonly kind: "index";
  readonly index: ImageIndex;
}

/** A source that is a single image. */
export interface ResolvedImage extends Found {
  readonly kind: "manifest";
  readonly layers: Manifest["layers"];
  /** What the config says of the platform; undefined where a descriptor said it all, so that nobody asked. */
  readonly configPlatform: Platform | undefined;
  /** What it is where it is no image, such as a Helm chart: its artifact type, else the type of its config. */
  readonly artifactType: string | undefined;
}

interface ResolvedArtifact extends Found {
  readonly kind: "artifact";
}

/** A source with its bytes: everything that combining needs. */
export type ResolvedSource = ResolvedIndex | ResolvedImage | ResolvedArtifact;

/**
 * Fetch what a source names, and the config of a single image for its platform.
 *
 * @param host stands in for an OS that a config leaves out, as containerd does
 * @param onImage told the digest of a single image before its config is fetched
 * @throws EngineError
 */
export async function resolveFromStore(
  source: Source,
  store: Store,
  host: Host,
  onImage: (digest: string) => void,
  signal: AbortSignal,
): Promise<ResolvedSource> {
  const { location, given } = source;
  const what = `manifest ${locationRepository(location)}${suffix(location)}`;
  const fetched = await store.fetchManifest(toTagOrDigest(location), signal);
  const fetchedAt = Date.now();
  const { kind, content, document } = detectManifest(fetched, what);
  if (kind === "schema1") {
    throw new EngineError(
      "manifest_unsupported",
      "schema1 manifests are not allowed in manifest lists",
      {
        hint: "This image was pushed in Docker's format of before 2016. Pull and push it with a current tool to convert it.",
      },
    );
  }
  const size = content.bytes.byteLength;
  checkGiven(given, content, size);
  const base: Descriptor = {
    ...givenFields(given),
    mediaType: given?.mediaType || content.mediaType,
    digest: content.digest,
    size,
  };
  const found = { location, store, content, fetchedAt, descriptor: base };
  if (kind === "index") {
    return { ...found, kind, index: readIndex(document, `index ${content.digest}`) };
  }
  if (kind === "artifact") return { ...found, kind };
  onImage(content.digest);
  const platform = given?.platform;
  const complete = platform && platform.os !== "" && platform.architecture !== "";
  const { config, layers, artifactType } = readManifest(document, what);
  if (complete) {
    const descriptor = { ...base, platform };
    return {
      ...found,
      kind,
      descriptor,
      layers,
      configPlatform: undefined,
      artifactType: undefined,
    };
  }
  if (!config) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} names no config, so its platform is unknown.`,
    );
  }
  const said = await readConfigPlatform(store, config, `config ${config.digest}`, signal);
  // buildx gives what is no image the system of the machine that it runs on; here it has only what was given.
  if (!said) {
    const type = artifactType || config.mediaType;
    return { ...found, kind, layers, configPlatform: undefined, artifactType: type };
  }
  const configPlatform = normalizePlatform(said, host);
  const descriptor = { ...base, platform: fill(platform, configPlatform) };
  return { ...found, kind, descriptor, layers, configPlatform, artifactType: undefined };
}

/** Fill the gaps of a platform from a config's, field by field as buildx does: os.version is not taken over. */
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

/**
 * What a given descriptor contributes: all of it where it names its media type, and so means to be taken to
 * the letter; else platform and annotations.
 */
function givenFields(given: LooseDescriptor | undefined): Partial<Descriptor> {
  if (!given) return {};
  const { platform, annotations, urls, data, artifactType } = given;
  const whole = given.mediaType ? { urls, data, artifactType } : {};
  return Object.fromEntries(
    Object.entries({ platform, annotations, ...whole }).filter(([, value]) => value !== undefined),
  );
}

function checkGiven(given: LooseDescriptor | undefined, content: Content, size: number): void {
  if (given?.size && given.size !== size) {
    throw new EngineError(
      "size_mismatch",
      `invalid size mismatch for ${content.digest}, ${given.size} != ${size}`,
      {
        hint: "The descriptor's size is not that of the content. Leave the size out, or mend it.",
      },
    );
  }
  // A registry may have served Docker's media type where the image's own is OCI's: both mean the same fields.
  const kind = manifestKind(content.mediaType);
  const agrees =
    given?.mediaType === content.mediaType ||
    (kind !== undefined && manifestKind(given?.mediaType ?? "") === kind);
  if (given?.mediaType && !agrees) {
    throw new EngineError(
      "descriptor_invalid",
      `The descriptor says ${given.mediaType}, but ${content.digest} is ${content.mediaType}.`,
      {
        hint: "Leave the media type out, or mend it.",
      },
    );
  }
}

function suffix(location: Location): string {
  const target = toTagOrDigest(location);
  if ("digest" in target) return `@${target.digest}`;
  return target.tag === NO_TAG ? "" : `:${target.tag}`;
}
