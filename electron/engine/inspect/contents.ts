import {
  bytePartSize,
  type EntryDetails,
  type HealthReport,
  type Referrers,
} from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { parseRepository, parseTypedLocation } from "../oci/location.ts";
import { type Stores, toTagOrDigest } from "../stores/openStores.ts";
import { type ListedEntry, readEntryDetails } from "./entryDetails.ts";
import { checkHealth, type HealthProgress } from "./health.ts";
import { listReferrers } from "./referrers.ts";

/** What Inspect reads of an index besides its own bytes. */
export class Contents {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /**
   * Reads the manifests and configs of entries of an index for display; errors are part of the details.
   * @param request.onRead called with the position of each entry that is read
   */
  async readEntries(
    request: {
      readonly repository: string;
      readonly entries: readonly ListedEntry[];
      readonly onRead: (position: number, details: EntryDetails) => void;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const store = this.#stores.openRepository(request.repository);
    await readEntryDetails({ ...request, store }, signal);
  }

  /** Lists what refers to a digest, by its subject or its tag. Errors are part of the list. */
  async listReferrers(repository: string, digest: string, signal: AbortSignal): Promise<Referrers> {
    const store = this.#stores.openRepository(repository);
    const readsManifests = !this.#stores.isMetered(parseRepository(repository));
    return await listReferrers({ store, readsManifests }, digest, signal);
  }

  /** Checks an index or image with all that it lists. @throws EngineError if it cannot be read itself */
  async checkHealth(
    target: { readonly repository: string; readonly digest: string },
    progress: HealthProgress,
    signal: AbortSignal,
  ): Promise<HealthReport> {
    const store = this.#stores.openRepository(target.repository);
    return await checkHealth({ store, digest: target.digest, progress }, signal);
  }

  /**
   * Reads a part of a blob, as many bytes of it as there are up to `bytePartSize`. It is verified if it is the whole blob.
   * @param blob its descriptor
   * @param offset the first byte
   * @throws EngineError
   */
  async readPart(
    text: string,
    { blob, offset }: { readonly blob: Descriptor; readonly offset: number },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const store = this.#stores.open(parseTypedLocation(text));
    const length = Math.max(Math.min(bytePartSize, blob.size - offset), 0);
    const part = Buffer.alloc(length);
    let at = 0;
    if (length > 0) {
      for await (const chunk of await store.openBlob(blob, signal, offset, length)) {
        part.set(chunk.subarray(0, length - at), at);
        at = Math.min(at + chunk.byteLength, length);
        // A stream of the whole blob fails at its end if the blob is another one.
        if (at === length && length < blob.size) {
          break;
        }
      }
    }
    return part.subarray(0, at);
  }

  /**
   * Opens the exact bytes of a manifest or blob; a stream that does not match its digest fails before its end.
   * @param blob its descriptor; undefined for a manifest
   * @throws EngineError
   */
  async openBytes(
    text: string,
    blob: Descriptor | undefined,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | readonly Uint8Array[]> {
    const location = parseTypedLocation(text);
    const store = this.#stores.open(location);
    return blob === undefined
      ? [(await store.fetchManifest(toTagOrDigest(location), signal)).bytes]
      : await store.openBlob(blob, signal);
  }
}
