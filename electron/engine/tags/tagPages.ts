import type {
  Catalog,
  ManifestSummary,
  RepositoryTags,
  TagContent,
  TagDigests,
} from "../../../shared/tags.ts";
import type { AccessReport } from "../../../shared/access.ts";
import { EngineError } from "../errors.ts";
import { AsyncCache } from "../async/asyncCache.ts";
import { readCatalog } from "../compose/suggestions/catalogs.ts";
import type { TagLists } from "../compose/suggestions/tagLists.ts";
import type { EngineContext } from "../context.ts";
import { locationRepository, parseLocation } from "../oci/location.ts";
import { nameInReferences, parseRegistryHost } from "../stores/registry/hosts/hostInput.ts";
import { RegistryStore } from "../stores/registry/registryStore.ts";
import { readDigests } from "./readDigests.ts";
import { summarizeManifest } from "./summarizeManifest.ts";

/** Summaries that are kept, by the digest of the manifest. */
const maxSummaries = 20_000;

interface PageOptions {
  /** Read the list again, not a list of the last minute. */
  readonly refresh: boolean;
  /** Called with the number of tags or repositories so far. */
  readonly onProgress?: (count: number) => void;
}

/** A tag of a repository. */
export interface DescribedTag {
  /** As `RepositoryTags` names it. */
  readonly repository: string;
  readonly tag: string;
  /** What the tag points to, if it was read before. */
  readonly digest?: string | undefined;
  /** Read the manifest too, unless it was summarized before. */
  readonly summary: boolean;
}

/** What the pages of repositories and registries show: tags and what they point to. Changes nothing. */
export class TagPages {
  readonly #context: Pick<EngineContext, "stores" | "host">;
  readonly #tagLists: TagLists;
  readonly #summaries = new AsyncCache<ManifestSummary>(maxSummaries, () => 1);

  constructor(context: Pick<EngineContext, "stores" | "host">, tagLists: TagLists) {
    this.#context = context;
    this.#tagLists = tagLists;
  }

  /** Lists the tags of a repository. @param text a reference, whose tag does not matter @throws EngineError */
  async list(
    text: string,
    signal: AbortSignal,
    { refresh, onProgress }: PageOptions,
  ): Promise<RepositoryTags> {
    const location = parseLocation(text.trim());
    const repository = locationRepository(location);
    const store = this.#context.stores.open(location);
    if (refresh) {
      this.#tagLists.delete(store.repository);
    }
    const { tags, isComplete } = await this.#tagLists.get(store, signal, {
      allPages: true,
      ...(onProgress ? { onProgress } : {}),
    });
    return {
      repository,
      kind: store.kind,
      tags,
      isComplete,
      isMetered: this.#context.stores.isMetered(location),
    };
  }

  /** Reads what a tag points to. Summaries are cached by digest. @throws EngineError */
  async describe(
    { repository, tag, digest, summary }: DescribedTag,
    signal: AbortSignal,
  ): Promise<TagContent> {
    const { stores, host } = this.#context;
    const store = stores.openRepository(repository);
    const resolved =
      digest === undefined ? await store.resolve({ tag }, signal) : { digest, mediaType: "" };
    const content = { digest: resolved.digest, mediaType: resolved.mediaType };
    if (!summary) {
      return content;
    }
    const key = `${store.repository}@${resolved.digest}`;
    return {
      ...content,
      summary: await this.#summaries.get(key, signal, () =>
        summarizeManifest(resolved.digest, { store, host }, signal),
      ),
    };
  }

  /** Reads the digests of tags. @throws EngineError */
  async digests(
    { repository, tags }: { readonly repository: string; readonly tags: readonly string[] },
    signal: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<TagDigests> {
    const store = this.#context.stores.openRepository(repository);
    const resolved = await readDigests(store, { tags, onProgress }, signal);
    return resolved.map(({ tag, digest }) => [tag, digest]);
  }

  /** Lists the repositories of a registry. @param text its host, also with a slash @throws EngineError */
  async catalog(
    text: string,
    signal: AbortSignal,
    { onProgress }: Pick<PageOptions, "onProgress">,
  ): Promise<Catalog> {
    const host = nameInReferences(parseRegistryHost(text));
    const { stores } = this.#context;
    const list = await readCatalog(
      { stores, domain: host },
      signal,
      onProgress ? { onProgress } : {},
    );
    return { host, ...list };
  }

  /**
   * Finds out what the login for a repository may do there, without changing anything.
   * @param text a reference, whose tag does not matter
   * @throws EngineError
   */
  async testAccess(text: string, signal: AbortSignal): Promise<AccessReport> {
    const location = parseLocation(text.trim());
    const store = this.#context.stores.open(location);
    if (store instanceof RegistryStore) {
      return await store.testAccess(signal);
    }
    throw new EngineError("input_invalid", `${text.trim()} is not in a registry.`, {
      hint: "Enter a repository, such as ghcr.io/acme/app.",
    });
  }
}
