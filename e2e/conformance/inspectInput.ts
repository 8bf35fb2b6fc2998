import { formatPlatform } from "../../electron/engine/oci/formatPlatform.ts";
import type { Content } from "../../electron/engine/oci/content.ts";
import { decodeConfig, decodeIndex, decodeManifest } from "../../electron/engine/oci/decode.ts";
import { detectManifest } from "../../electron/engine/oci/detectManifest.ts";
import type { Host } from "../../electron/engine/oci/host.ts";
import { normalizePlatform } from "../../electron/engine/oci/normalizePlatform.ts";
import { parseJson } from "../../electron/engine/oci/parseJson.ts";
import type { Store } from "../../electron/engine/stores/store.ts";
import { allOrAbort } from "../../electron/engine/async/allOrAbort.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Manifest } from "../../shared/oci/manifest.ts";
import { descriptorType, indexType, multiInput, singleInput } from "./inspectTypes.ts";
import { Boxed, type GoValue } from "./template/goTypes.ts";

/** An image or attestation that was read. */
interface ReadManifest {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

interface InspectRequest {
  readonly name: string;
  readonly content: Content;
  readonly store: Store;
  /** An image that does not say its system has the one of this machine, as in buildx. */
  readonly host: Host;
  readonly signal: AbortSignal;
}

/**
 * Reads what the templates of `imagetools inspect` are run on: the manifest, and the config, SBOM and provenance of
 * each platform.
 *
 * @returns `.Image`, `.SBOM` and `.Provenance` are maps by platform if there are several platforms
 * @throws EngineError if one of them cannot be read
 */
export async function readInspectInput(request: InspectRequest): Promise<GoValue> {
  const { name, content } = request;
  const { kind, content: typed } = detectManifest(content, `manifest ${name}`);
  const self: Descriptor = {
    mediaType: typed.mediaType,
    digest: typed.digest,
    size: typed.bytes.length,
  };
  const shown = {
    index: () => ({
      type: indexType,
      content: {
        ...decodeIndex(typed.bytes, name),
        // Not an empty list if the index has none: `json` shows it.
        ...(listsNothing(typed.bytes, name) && { manifests: null }),
        digest: self.digest,
        size: self.size,
      },
    }),
    manifest: () => ({ type: descriptorType, content: self }),
  };
  const manifest = kind === "index" || kind === "manifest" ? new Boxed(shown[kind]()) : undefined;
  const manifests = await readManifests(request, self, typed.bytes);
  const images = await byPlatform(request, manifests);
  const assets = await allOrAbort([...images], request.signal, async ([platform, image]) => ({
    platform,
    ...(await readAssets(request, image, manifests)),
  }));
  const collect = (field: "config" | "sbom" | "provenance"): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      assets
        .filter((asset) => asset[field] !== undefined)
        .map((asset) => [asset.platform, asset[field]]),
    );
  if (assets.length > 1) {
    const firstError = (field: "sbom" | "provenance"): Error | undefined =>
      assets.map((asset) => asset[field]).find((value) => value instanceof Error);
    return {
      type: multiInput,
      content: {
        name,
        manifest,
        image: collect("config"),
        SBOM: firstError("sbom") ?? collect("sbom"),
        Provenance: firstError("provenance") ?? collect("provenance"),
      },
    };
  }
  const [asset] = assets;
  return {
    type: singleInput,
    content: {
      name,
      manifest,
      image: asset?.config,
      // Of one platform buildx shows an attestation that it cannot read like none.
      SBOM: asset?.sbom instanceof Error ? undefined : asset?.sbom,
      Provenance: asset?.provenance instanceof Error ? undefined : asset?.provenance,
    },
  };
}

/** Whether an index has no list of manifests, or null. */
function listsNothing(bytes: Uint8Array, name: string): boolean {
  const { manifests } = parseJson(bytes, name) as { readonly manifests?: unknown };
  return manifests === undefined || manifests === null;
}

/** The digest of the image that an attestation describes. buildx asks for nothing else of an attestation. */
function referencedDigest({ annotations }: Descriptor): string | undefined {
  return (
    annotations?.["com.docker.reference.digest"] ?? annotations?.["vnd.docker.reference.digest"]
  );
}

/** Reads all images and attestations of a manifest and its nested indexes. */
async function readManifests(
  request: InspectRequest,
  descriptor: Descriptor,
  bytes: Uint8Array,
): Promise<readonly ReadManifest[]> {
  const { kind } = detectManifest({ ...descriptor, bytes }, descriptor.digest);
  if (kind === "manifest") {
    return [{ descriptor, manifest: decodeManifest(bytes, descriptor.digest) }];
  }
  if (kind !== "index") {
    return [];
  }
  const { manifests } = decodeIndex(bytes, descriptor.digest);
  const children = await allOrAbort(manifests, request.signal, async (child, signal) => {
    const content = await request.store.fetchManifest({ digest: child.digest }, signal);
    if (content.bytes.length !== child.size) {
      const { length } = content.bytes;
      throw new Error(`${child.digest} has ${length} bytes, the index says ${child.size}`);
    }
    return await readManifests(request, child, content.bytes);
  });
  return children.flat();
}

/** The images by their normalized platforms; of two with the same platform, the last. */
async function byPlatform(
  { store, host, signal }: InspectRequest,
  manifests: readonly ReadManifest[],
): Promise<ReadonlyMap<string, ReadManifest>> {
  const images = manifests.filter(({ descriptor }) => referencedDigest(descriptor) === undefined);
  const named = await allOrAbort(images, signal, async (image) => {
    const config = configOf(image);
    const platform =
      image.descriptor.platform ??
      decodeConfig(await store.fetchBlob(config, signal), config.digest).platform;
    return [formatPlatform(normalizePlatform(platform, host)), image] as const;
  });
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function configOf({ descriptor, manifest }: ReadManifest): Descriptor {
  if (manifest.config === undefined) {
    throw new Error(`manifest ${descriptor.digest} has no config`);
  }
  return manifest.config;
}

interface Assets {
  readonly config: unknown;
  /** An Error if an attestation cannot be read: it counts when a template asks for it. */
  readonly sbom: object | undefined;
  readonly provenance: object | undefined;
}

const predicateType = "in-toto.io/predicate-type";
const spdx = "https://spdx.dev/Document";
const slsa = "https://slsa.dev/provenance/";

/** Reads the config of an image, and the predicates of its attestations. */
async function readAssets(
  { store, signal }: InspectRequest,
  image: ReadManifest,
  manifests: readonly ReadManifest[],
): Promise<Assets> {
  const config = configOf(image);
  const attestations = manifests
    .filter((other) => referencedDigest(other.descriptor) === image.descriptor.digest)
    .map(({ manifest }) => manifest.layers.filter(({ mediaType }) => isStatement(mediaType)));
  const typeOf = ({ annotations }: Descriptor): string => annotations?.[predicateType] ?? "";
  const read = async (layers: readonly Descriptor[]): Promise<readonly unknown[] | Error> => {
    try {
      return await allOrAbort(layers, signal, async (layer) =>
        readPredicate(await store.fetchBlob(layer, signal), layer),
      );
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const [bytes, sboms, provenances] = await Promise.all([
    store.fetchBlob(config, signal),
    read(attestations.flat().filter((layer) => typeOf(layer) === spdx)),
    // The first of an attestation; of several attestations, the last.
    read(
      attestations
        .flatMap((layers) => layers.find((layer) => typeOf(layer).startsWith(slsa)) ?? [])
        .slice(-1),
    ),
  ]);
  return {
    config: parseJson(bytes, `config ${config.digest}`),
    sbom: stubOf(sboms, ([SPDX, ...more]) => ({
      SPDX,
      ...(more.length > 0 && { AdditionalSPDXs: more }),
    })),
    provenance: stubOf(provenances, ([SLSA]) => ({ SLSA })),
  };
}

/** What stands for predicates: nothing if there are none, and the error if they cannot be read. */
function stubOf(
  predicates: readonly unknown[] | Error,
  stub: (predicates: readonly unknown[]) => object,
): object | undefined {
  if (predicates instanceof Error) {
    return predicates;
  }
  return predicates.length === 0 ? undefined : stub(predicates);
}

function isStatement(mediaType: string): boolean {
  return (
    mediaType === "application/vnd.in-toto+json" ||
    /^application\/vnd\.in-toto\..*\+dsse$/.test(mediaType)
  );
}

/** The predicate of an in-toto statement, which a DSSE envelope may contain. */
function readPredicate(bytes: Uint8Array, { digest, mediaType }: Descriptor): unknown {
  const what = `statement ${digest}`;
  const document = parseJson(bytes, what) as {
    readonly payload?: unknown;
    readonly predicate?: unknown;
  };
  if (!mediaType.endsWith("+dsse")) {
    return document.predicate;
  }
  const payload = Buffer.from(
    typeof document.payload === "string" ? document.payload : "",
    "base64",
  );
  return (parseJson(payload, what) as { readonly predicate?: unknown }).predicate;
}
