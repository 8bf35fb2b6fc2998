import pLimit from "p-limit";
import type {
  EntryProblem,
  ForeignLayer,
  HealthProblem,
  HealthReport,
} from "../../../shared/inspection.ts";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeConfig, readIndex, readManifest } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { isForeign, maxIndexDepth } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";
import { sizeProblems, skewProblems } from "./entryDetails.ts";

/** Requests at once. */
const maxRequests = 8;

/** Problems in a report: a malicious index may have one for each of its entries. */
const maxProblems = 1000;
/** Characters of a URL in a report. */
const maxUrlLength = 2000;

/** Receives what a check has found so far. */
export interface HealthProgress {
  /** @param total grows while manifests are read */
  onChecked(done: number, total: number): void;
  onProblem(problem: HealthProblem): void;
  /** @param count problems so far that are not reported one by one */
  onMoreProblems(count: number): void;
}

/** A manifest to check, and where it is listed. */
interface Listed {
  readonly descriptor: Descriptor;
  readonly name: string;
  readonly depth: number;
}

/** What a manifest is, whatever entry lists it. */
interface ReadManifest {
  /** Undefined if it could not be read. */
  readonly size?: number;
  /** The config, if it is an image's. */
  readonly config?: Descriptor | undefined;
  readonly problems: readonly EntryProblem[];
}

/** The platform of a config, or why it could not be read. */
interface ReadConfig {
  readonly platform?: Platform | undefined;
  readonly problems: readonly EntryProblem[];
}

/**
 * Checks an index or image with all that it lists: each manifest, config and layer is looked up once, in the registry
 * itself, and manifests are read. Finds what is missing, has another size, another platform than its entry, and
 * attestations without their image.
 * @throws EngineError if the root does not exist or cannot be read
 */
export async function checkHealth(
  { store, digest, progress }: { store: Store; digest: string; progress: HealthProgress },
  signal: AbortSignal,
): Promise<HealthReport> {
  const root = await fetchPresent(store, digest, signal);
  const size = root.bytes.byteLength;
  const check = new HealthCheck(store, progress);
  const descriptor = { mediaType: root.mediaType, digest, size };
  return await check.run({ descriptor, name: "this manifest", depth: 0 }, signal);
}

/**
 * Fetches a manifest that exists. Its bytes may come from the cache or a mirror, so the registry itself is asked too.
 * @throws EngineError `not_found`
 */
async function fetchPresent(store: Store, digest: string, signal: AbortSignal): Promise<Content> {
  await store.resolve({ digest }, signal);
  return await store.fetchManifest({ digest }, signal);
}

class HealthCheck {
  readonly #store: Store;
  readonly #progress: HealthProgress;
  readonly #limit = pLimit(maxRequests);
  readonly #problems: HealthProblem[] = [];
  #moreProblems = 0;
  /** By digest: an index may list a manifest for many platforms, and images share layers. */
  readonly #manifests = new Map<string, Promise<ReadManifest>>();
  readonly #configs = new Map<string, Promise<ReadConfig>>();
  readonly #blobs = new Set<string>();
  /** By digest: layers that are stored elsewhere. */
  readonly #foreign = new Map<string, ForeignLayer>();
  /** The entries that were compared with what they list. */
  readonly #compared = new Set<string>();
  #done = 0;

  constructor(store: Store, progress: HealthProgress) {
    this.#store = store;
    this.#progress = progress;
  }

  async run(root: Listed, signal: AbortSignal): Promise<HealthReport> {
    await this.#checkManifest(root, signal);
    return {
      manifests: this.#manifests.size,
      blobs: this.#blobs.size,
      problems: this.#problems,
      moreProblems: this.#moreProblems,
      foreign: [...this.#foreign.values()],
    };
  }

  async #checkManifest(listed: Listed, signal: AbortSignal): Promise<void> {
    const { digest, size, platform } = listed.descriptor;
    const key = `${digest} ${size} ${JSON.stringify(platform)}`;
    if (this.#compared.has(key)) {
      return;
    }
    this.#compared.add(key);
    const read = await readOnce(this.#manifests, digest, () => this.#readManifest(listed, signal));
    this.#add(listed, read.problems);
    if (read.size !== undefined) {
      this.#add(listed, sizeProblems(listed.descriptor, read.size));
    }
    const { config } = read;
    if (config !== undefined && platform !== undefined && !isAttestation(listed.descriptor)) {
      const { platform: actual, problems } = await readOnce(this.#configs, config.digest, () =>
        this.#readConfig(config, signal),
      );
      this.#add(listed, [...problems, ...skewProblems(platform, actual)]);
    }
  }

  /** Reads a manifest and checks what it lists, in the name of the first entry that lists it. */
  async #readManifest(listed: Listed, signal: AbortSignal): Promise<ReadManifest> {
    const { descriptor, name } = listed;
    const fetched = await this.#attempt(signal, () =>
      fetchPresent(this.#store, descriptor.digest, signal),
    );
    this.#count();
    if (fetched.kind === "failed") {
      return { problems: [fetched.problem] };
    }
    const size = fetched.value.bytes.byteLength;
    const parsed = await this.#attempt(signal, async () => {
      const detected = detectManifest(fetched.value, `manifest ${descriptor.digest}`);
      return detected.kind === "index"
        ? { index: readIndex(detected.document, name) }
        : detected.kind === "schema1"
          ? {}
          : { manifest: readManifest(detected.document, name) };
    });
    if (parsed.kind === "failed") {
      return { size, problems: [parsed.problem] };
    }
    const { index, manifest } = parsed.value;
    if (index !== undefined && listed.depth < maxIndexDepth) {
      await this.#checkEntries(index.manifests, listed.depth, signal);
    }
    if (manifest === undefined) {
      return { size, problems: [] };
    }
    await this.#checkBlobs(manifest, listed, signal);
    const { config } = manifest;
    const isImage = config !== undefined && isImageConfigType(config.mediaType);
    return { size, config: isImage ? config : undefined, problems: [] };
  }

  async #checkEntries(
    entries: readonly Descriptor[],
    depth: number,
    signal: AbortSignal,
  ): Promise<void> {
    const digests = new Set(entries.map(({ digest }) => digest));
    await allOrAbort(entries, signal, async (descriptor, until) => {
      const { platform } = descriptor;
      const attested = attestedDigest(descriptor);
      const name = isAttestation(descriptor)
        ? "attestation"
        : platform
          ? formatPlatformAll(platform)
          : "entry without platform";
      const listed = { descriptor, name, depth: depth + 1 };
      if (attested !== undefined && !digests.has(attested)) {
        const message = `It is about ${attested}, which the index does not list.`;
        this.#add(listed, [{ kind: "dangling", message }]);
      }
      await this.#checkManifest(listed, until);
    });
  }

  async #checkBlobs(
    { config, layers }: Manifest,
    { name, depth }: Listed,
    signal: AbortSignal,
  ): Promise<void> {
    const blobs = [
      ...(config ? [{ descriptor: config, part: "the config" }] : []),
      ...layers.map((descriptor, at) => ({ descriptor, part: `layer ${at + 1}` })),
    ];
    await allOrAbort(blobs, signal, async ({ descriptor, part }, until) => {
      const of = name === "this manifest" ? part : `${part} of ${name}`;
      await this.#checkBlob({ descriptor, name: of, depth }, until);
    });
  }

  async #checkBlob(listed: Listed, signal: AbortSignal): Promise<void> {
    const { descriptor, name } = listed;
    if (isForeign(descriptor)) {
      const { digest, urls: [url = ""] = [] } = descriptor;
      if (this.#foreign.size < maxProblems) {
        this.#foreign.set(digest, { digest, name, url: url.slice(0, maxUrlLength) });
      }
      return;
    }
    if (this.#blobs.has(descriptor.digest)) {
      return;
    }
    this.#blobs.add(descriptor.digest);
    const found = await this.#attempt(signal, async () => {
      const stat = await this.#store.statBlob(descriptor.digest, signal);
      // A layout or archive is read to compare the digest.
      const isDamaged =
        stat?.size === descriptor.size &&
        this.#store.kind === "local" &&
        !(await this.#store.hasBlob(descriptor, signal));
      return { stat, isDamaged };
    });
    this.#count();
    if (found.kind === "failed") {
      this.#add(listed, [found.problem]);
      return;
    }
    const { stat, isDamaged } = found.value;
    if (stat === undefined) {
      this.#add(listed, [{ kind: "missing", message: "It does not exist." }]);
    } else if (stat.size !== undefined && stat.size !== descriptor.size) {
      const message = `The manifest says ${descriptor.size} bytes, the store has ${stat.size}.`;
      this.#add(listed, [{ kind: "wrong_size", message }]);
    } else if (isDamaged) {
      this.#add(listed, [{ kind: "unreadable", message: "Its bytes do not match its digest." }]);
    }
  }

  async #readConfig(config: Descriptor, signal: AbortSignal): Promise<ReadConfig> {
    const read = await this.#attempt(signal, async () =>
      decodeConfig(await this.#store.fetchBlob(config, signal), "config"),
    );
    if (read.kind === "read") {
      return { platform: read.value.platform, problems: [] };
    }
    const { kind, message } = read.problem;
    // That the config is missing is reported where it is looked up.
    return kind === "missing"
      ? { problems: [] }
      : { problems: [{ kind, message: `Its config cannot be read: ${message}` }] };
  }

  #count(): void {
    this.#done += 1;
    this.#progress.onChecked(this.#done, this.#manifests.size + this.#blobs.size);
  }

  /** Runs a request or reads its outcome; an error is a problem of the content. */
  async #attempt<T>(signal: AbortSignal, run: () => Promise<T>): Promise<Attempt<T>> {
    try {
      const value = await this.#limit(async () => {
        signal.throwIfAborted();
        return await run();
      });
      return { kind: "read", value };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EngineError)) {
        throw error;
      }
      const kind = isNotFound(error) ? "missing" : "unreadable";
      return { kind: "failed", problem: { kind, message: error.message } };
    }
  }

  #add({ descriptor, name }: Listed, problems: readonly EntryProblem[]): void {
    for (const problem of problems) {
      if (this.#problems.length < maxProblems) {
        const found = { ...problem, digest: descriptor.digest, name };
        this.#problems.push(found);
        this.#progress.onProblem(found);
      } else {
        this.#moreProblems += 1;
        this.#progress.onMoreProblems(this.#moreProblems);
      }
    }
  }
}

type Attempt<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "failed"; readonly problem: EntryProblem };

function readOnce<T>(
  known: Map<string, Promise<T>>,
  digest: string,
  read: () => Promise<T>,
): Promise<T> {
  const reading = known.get(digest) ?? read();
  known.set(digest, reading);
  return reading;
}
