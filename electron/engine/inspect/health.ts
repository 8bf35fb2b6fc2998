import pLimit from "p-limit";
import type { EntryProblem, HealthProblem, HealthReport } from "../../../shared/inspection.ts";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { decodeConfig, readIndex, readManifest } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { isForeign, maxIndexDepth } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";
import { sizeProblems, skewProblems } from "./entryDetails.ts";

/** Requests at once. */
const maxRequests = 8;

/** Receives what a check has found so far. */
export interface HealthProgress {
  /** @param total grows while manifests are read */
  onChecked(done: number, total: number): void;
  onProblem(problem: HealthProblem): void;
}

/** A manifest to check, and where it is listed. */
interface Listed {
  readonly descriptor: Descriptor;
  readonly name: string;
  readonly depth: number;
}

/**
 * Checks an index or image with all that it lists: each manifest is read, each config and layer looked up. Finds what is
 * missing, has another size, another platform than its entry, and attestations without their image.
 * @throws EngineError if the root cannot be read
 */
export async function checkHealth(
  { store, digest, progress }: { store: Store; digest: string; progress: HealthProgress },
  signal: AbortSignal,
): Promise<HealthReport> {
  const root = await store.fetchManifest({ digest }, signal);
  const size = root.bytes.byteLength;
  const check = new HealthCheck(store, progress);
  const descriptor = { mediaType: root.mediaType, digest, size };
  return await check.run({ descriptor, name: "this manifest", depth: 0 }, signal);
}

class HealthCheck {
  readonly #store: Store;
  readonly #progress: HealthProgress;
  readonly #limit = pLimit(maxRequests);
  readonly #problems: HealthProblem[] = [];
  /** What is being checked: layers are shared, and an index may list a manifest twice. */
  readonly #seen = new Set<string>();
  #manifests = 0;
  #blobs = 0;
  #done = 0;

  constructor(store: Store, progress: HealthProgress) {
    this.#store = store;
    this.#progress = progress;
  }

  async run(root: Listed, signal: AbortSignal): Promise<HealthReport> {
    await this.#checkManifest(root, signal);
    return { manifests: this.#manifests, blobs: this.#blobs, problems: this.#problems };
  }

  async #checkManifest(listed: Listed, signal: AbortSignal): Promise<void> {
    const { descriptor, name, depth } = listed;
    // The same manifest may be listed for several platforms, of which only one is its own.
    const key = `${descriptor.digest} ${descriptor.size} ${JSON.stringify(descriptor.platform)}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.add(key);
    this.#manifests += 1;
    const content = await this.#attempt(listed, signal, () =>
      this.#store.fetchManifest({ digest: descriptor.digest }, signal),
    );
    this.#count();
    if (content === undefined) {
      return;
    }
    this.#add(listed, sizeProblems(descriptor, content.bytes.byteLength));
    const read = await this.#attempt(listed, signal, async () => {
      const detected = detectManifest(content, `manifest ${descriptor.digest}`);
      return detected.kind === "index"
        ? { index: readIndex(detected.document, name) }
        : detected.kind === "schema1"
          ? {}
          : { manifest: readManifest(detected.document, name) };
    });
    if (read?.index !== undefined && depth < maxIndexDepth) {
      await this.#checkEntries(read.index.manifests, depth, signal);
    }
    if (read?.manifest !== undefined) {
      const { config, layers } = read.manifest;
      await allOrAbort([...(config ? [config] : []), ...layers], signal, (blob, until) => {
        const at = layers.indexOf(blob);
        const which = at < 0 ? "the config" : `layer ${at + 1}`;
        const of = name === "this manifest" ? which : `${which} of ${name}`;
        return this.#checkBlob({ descriptor: blob, name: of, depth }, until);
      });
      if (config && isImageConfigType(config.mediaType) && !isAttestation(descriptor)) {
        await this.#checkPlatform(listed, config, signal);
      }
    }
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

  async #checkBlob(listed: Listed, signal: AbortSignal): Promise<void> {
    const { descriptor } = listed;
    if (this.#seen.has(descriptor.digest) || isForeign(descriptor)) {
      return;
    }
    this.#seen.add(descriptor.digest);
    this.#blobs += 1;
    const found = await this.#attempt(listed, signal, async () => {
      const stat = await this.#store.statBlob(descriptor.digest, signal);
      // A layout or archive is read to compare the digest.
      const isDamaged =
        stat?.size === descriptor.size &&
        this.#store.kind === "local" &&
        !(await this.#store.hasBlob(descriptor, signal));
      return { stat, isDamaged };
    });
    this.#count();
    if (found === undefined) {
      return;
    }
    const { stat, isDamaged } = found;
    if (stat === undefined) {
      this.#add(listed, [{ kind: "missing", message: "It does not exist." }]);
    } else if (stat.size !== undefined && stat.size !== descriptor.size) {
      const message = `The manifest says ${descriptor.size} bytes, the store has ${stat.size}.`;
      this.#add(listed, [{ kind: "wrong_size", message }]);
    } else if (isDamaged) {
      this.#add(listed, [{ kind: "unreadable", message: "Its bytes do not match its digest." }]);
    }
  }

  async #checkPlatform(listed: Listed, config: Descriptor, signal: AbortSignal): Promise<void> {
    const { platform } = listed.descriptor;
    if (platform === undefined) {
      return;
    }
    try {
      const bytes = await this.#limit(() => this.#store.fetchBlob(config, signal));
      this.#add(listed, skewProblems(platform, decodeConfig(bytes, "config").platform));
    } catch (error) {
      signal.throwIfAborted();
      // That the config is missing is reported where it is looked up.
      if (!(error instanceof EngineError)) {
        throw error;
      }
      if (!isNotFound(error)) {
        const message = `Its config cannot be read: ${error.message}`;
        this.#add(listed, [{ kind: "unreadable", message }]);
      }
    }
  }

  #count(): void {
    this.#done += 1;
    this.#progress.onChecked(this.#done, this.#seen.size);
  }

  /** @returns undefined after an error, which is a problem of what is listed */
  async #attempt<T>(
    listed: Listed,
    signal: AbortSignal,
    run: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.#limit(async () => {
        signal.throwIfAborted();
        return await run();
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EngineError)) {
        throw error;
      }
      const kind = isNotFound(error) ? "missing" : "unreadable";
      this.#add(listed, [{ kind, message: error.message }]);
      return undefined;
    }
  }

  #add({ descriptor, name }: Listed, problems: readonly EntryProblem[]): void {
    for (const problem of problems) {
      const found = { ...problem, digest: descriptor.digest, name };
      this.#problems.push(found);
      this.#progress.onProblem(found);
    }
  }
}
