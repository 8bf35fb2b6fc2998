import type { EntryRow } from "../../../shared/preview.ts";
import { EngineError } from "../errors.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { decodeIndex } from "../oci/decode.ts";
import { entryRows } from "../compose/rows.ts";
import type { Stores } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { WalkLimits } from "./walkLimits.ts";
import { maxIndexDepth } from "../oci/successors.ts";

type Rows = readonly EntryRow[];
type PlacesOf = (digest: string) => readonly string[];

/** Reads nested indexes, each of them once from one repository. */
export class NestedIndexes {
  readonly #stores: Stores;
  readonly #limits: WalkLimits;
  readonly #signal: AbortSignal;
  readonly #read = new Map<string, Promise<Rows | undefined>>();
  readonly #leaves = new Map<string, Promise<Rows | undefined>>();

  /** @param root the digest of what is pushed, for messages */
  constructor(root: string, stores: Stores, signal: AbortSignal) {
    this.#stores = stores;
    this.#limits = new WalkLimits(root);
    this.#signal = signal;
  }

  /**
   * The rows of an index with those of a nested index in its place, at any depth: what clients get to choose from.
   * An image without a platform has that of the entry above it.
   *
   * @param placesOf the repositories that may have a nested index, by its digest, the likeliest first
   * @returns each image and platform once, with rows of the kind `index` only for those that could not be read;
   *   undefined where they name more than is read
   */
  async leafRows(rows: Rows, placesOf: PlacesOf): Promise<Rows | undefined> {
    if (!rows.some(({ kind }) => kind === "index")) return rows;
    try {
      return await this.#expand(rows, placesOf, 1);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }

  /**
   * @param depth how many indexes stand above the rows
   * @throws EngineError `too_large`
   */
  async #expand(rows: Rows, placesOf: PlacesOf, depth: number): Promise<Rows> {
    const expanded = await allOrAbort(rows, this.#signal, async (row) => {
      const leaves = row.kind === "index" && (await this.#leavesOf(row, placesOf, depth));
      return leaves ? leaves.map((leaf) => withPlatformOf(row, leaf)) : [row];
    });
    const leaves = unique(expanded.flat());
    for (const _ of leaves) this.#limits.countDescriptor();
    return leaves;
  }

  /** Each index is expanded once, however often others list it: a few could list one millions of times. */
  async #leavesOf(row: EntryRow, placesOf: PlacesOf, depth: number): Promise<Rows | undefined> {
    if (depth > maxIndexDepth) return undefined;
    const { digest } = row.descriptor;
    const places = placesOf(digest);
    const key = [depth, digest, ...places].join(" ");
    const known = this.#leaves.get(key);
    if (known) return await known;
    const leaves = this.#readFirst(places, digest).then(
      (nested) => nested && this.#expand(nested, placesOf, depth + 1),
    );
    this.#leaves.set(key, leaves);
    return await leaves;
  }

  async #readFirst(places: readonly string[], digest: string): Promise<Rows | undefined> {
    for (const place of places) {
      const key = `${place} ${digest}`;
      const reading = this.#read.get(key) ?? this.#readFrom(place, digest);
      this.#read.set(key, reading);
      const rows = await reading;
      if (rows !== undefined) return rows;
    }
    return undefined;
  }

  async #readFrom(place: string, digest: string): Promise<Rows | undefined> {
    try {
      const store = this.#stores.openRepository(place);
      const fetched = await store.fetchManifest({ digest }, this.#signal);
      this.#limits.countManifest(fetched);
      const { kind, content } = detectManifest(fetched, `manifest ${digest}`);
      if (kind !== "index") return undefined;
      return entryRows(decodeIndex(content.bytes, `index ${digest}`).manifests);
    } catch (error) {
      this.#signal.throwIfAborted();
      // Where there is too much to be read, nothing more is.
      if (error instanceof EngineError && error.code !== "too_large") return undefined;
      throw error;
    }
  }
}

function unique(rows: Rows): Rows {
  const keyed = rows.map((row) => [`${row.descriptor.digest} ${row.platform ?? ""}`, row] as const);
  return [...new Map(keyed).values()];
}

function withPlatformOf({ platform, platformKey }: EntryRow, leaf: EntryRow): EntryRow {
  if (leaf.kind === "attestation" || leaf.platform !== undefined || platform === undefined)
    return leaf;
  return { ...leaf, platform, ...(platformKey === undefined ? {} : { platformKey }) };
}
