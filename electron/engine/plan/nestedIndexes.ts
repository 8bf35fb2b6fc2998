import type { EntryRow } from "../../../shared/preview.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { entryRows } from "../compose/rows.ts";
import { EngineError } from "../errors.ts";
import { decodeIndex } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { maxIndexDepth } from "../oci/successors.ts";
import type { Stores } from "../stores/openStores.ts";
import { WalkLimits } from "./walkLimits.ts";

type Rows = readonly EntryRow[];
/** Returns the repositories that may have a nested index, in order of preference. */
type RepositoriesOf = (digest: string) => readonly string[];

/** Expands nested indexes to the rows of their images. Each index is read once from each repository. */
export class NestedIndexes {
  readonly #stores: Stores;
  readonly #limits: WalkLimits;
  readonly #signal: AbortSignal;
  /** The rows of indexes, by repository and digest; undefined for those that cannot be read. */
  readonly #rows = new Map<string, Promise<Rows | undefined>>();
  readonly #leaves = new Map<string, Promise<Rows | undefined>>();

  /** @param root the digest of the root, for error messages */
  constructor(root: string, stores: Stores, signal: AbortSignal) {
    this.#stores = stores;
    this.#limits = new WalkLimits(root);
    this.#signal = signal;
  }

  /**
   * Replaces each row of a nested index by the index's own rows, at any depth: what clients choose from. An image
   * without a platform gets the platform of the entry above it.
   *
   * @returns each image and platform once, with rows of the kind `index` only for indexes that cannot be read;
   *   undefined if they exceed the limits
   */
  async leafRows(rows: Rows, repositoriesOf: RepositoriesOf): Promise<Rows | undefined> {
    if (!rows.some(({ kind }) => kind === "index")) {
      return rows;
    }
    try {
      return await this.#expand(rows, repositoriesOf, 1);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EngineError) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * @param depth indexes above the rows
   * @throws EngineError `too_large`
   */
  async #expand(rows: Rows, repositoriesOf: RepositoriesOf, depth: number): Promise<Rows> {
    const expanded = await allOrAbort(rows, this.#signal, async (row) => {
      const leaves = row.kind === "index" && (await this.#leavesOf(row, repositoriesOf, depth));
      return leaves ? leaves.map((leaf) => withPlatformOf(row, leaf)) : [row];
    });
    const leaves = uniqueRows(expanded.flat());
    for (const _ of leaves) {
      this.#limits.countDescriptor();
    }
    return leaves;
  }

  /** Expands each index once: a few indexes could list the same one millions of times. */
  async #leavesOf(
    { descriptor: { digest } }: EntryRow,
    repositoriesOf: RepositoriesOf,
    depth: number,
  ): Promise<Rows | undefined> {
    if (depth > maxIndexDepth) {
      return undefined;
    }
    const repositories = repositoriesOf(digest);
    const key = [depth, digest, ...repositories].join(" ");
    const known = this.#leaves.get(key);
    if (known) {
      return await known;
    }
    const leaves = this.#readFirst(repositories, digest).then(
      (rows) => rows && this.#expand(rows, repositoriesOf, depth + 1),
    );
    this.#leaves.set(key, leaves);
    return await leaves;
  }

  /** Reads an index from the first repository that has it. */
  async #readFirst(repositories: readonly string[], digest: string): Promise<Rows | undefined> {
    for (const repository of repositories) {
      const key = `${repository} ${digest}`;
      const reading = this.#rows.get(key) ?? this.#read(repository, digest);
      this.#rows.set(key, reading);
      const rows = await reading;
      if (rows !== undefined) {
        return rows;
      }
    }
    return undefined;
  }

  async #read(repository: string, digest: string): Promise<Rows | undefined> {
    try {
      const store = this.#stores.openRepository(repository);
      const fetched = await store.fetchManifest({ digest }, this.#signal);
      this.#limits.countManifest(fetched);
      const { kind, content } = detectManifest(fetched, `manifest ${digest}`);
      if (kind !== "index") {
        return undefined;
      }
      return entryRows(decodeIndex(content.bytes, `index ${digest}`).manifests);
    } catch (error) {
      this.#signal.throwIfAborted();
      // Beyond the limits, nothing more is read from any repository.
      if (error instanceof EngineError && error.code !== "too_large") {
        return undefined;
      }
      throw error;
    }
  }
}

/** Each digest and platform once. */
function uniqueRows(rows: Rows): Rows {
  const keyed = rows.map((row) => [`${row.descriptor.digest} ${row.platform ?? ""}`, row] as const);
  return [...new Map(keyed).values()];
}

function withPlatformOf({ platform, platformKey }: EntryRow, leaf: EntryRow): EntryRow {
  const hasPlatform = leaf.kind === "attestation" || leaf.platform !== undefined;
  if (hasPlatform || platform === undefined) {
    return leaf;
  }
  return { ...leaf, platform, ...(platformKey === undefined ? {} : { platformKey }) };
}
