import type { Preview } from "../../../../shared/preview.ts";
import type { Completion, NearestTag } from "../../../../shared/suggestions.ts";
import { type Location, parseLocation } from "../../oci/location.ts";
import type { Stores } from "../../stores/openStores.ts";
import { Catalogs } from "./catalogs.ts";
import { type CompletionProgress, completeReference } from "./completeReference.ts";
import { RecentRepositories } from "./recentRepositories.ts";
import { suggestTags } from "./suggestTags.ts";
import type { TagLists } from "./tagLists.ts";

/** Suggestions for references that are typed, from the tags of repositories and the repositories used recently. */
export class ReferenceSuggestions {
  readonly #stores: Stores;
  readonly #tagLists: TagLists;
  readonly #catalogs: Catalogs;
  readonly #recent: RecentRepositories;

  /** @param readPushed returns the repositories of earlier pushes, the most recent first */
  constructor(
    { stores, tagLists }: { readonly stores: Stores; readonly tagLists: TagLists },
    readPushed: () => Promise<readonly string[]>,
  ) {
    this.#stores = stores;
    this.#tagLists = tagLists;
    this.#catalogs = new Catalogs(stores);
    this.#recent = new RecentRepositories(readPushed);
  }

  /** Completes a reference while it is typed. Reports no errors. */
  async complete(
    text: string,
    signal: AbortSignal,
    progress?: CompletionProgress,
  ): Promise<Completion> {
    return await completeReference(text, this.#sources(), signal, progress);
  }

  /** Suggests tags in place of one that was not found. Reports no errors. */
  async suggestTags(text: string, signal: AbortSignal): Promise<readonly NearestTag[]> {
    return await suggestTags(text, this.#sources(), signal);
  }

  /** Records that a repository was used. */
  recordUse(location: Location): void {
    this.#recent.add(location);
  }

  /** Records the repositories of the sources that were found. */
  recordSources({ sources }: Preview): void {
    for (const state of Object.values(sources)) {
      if (state.kind === "resolved") {
        this.#recent.add(parseLocation(state.source.name));
      }
    }
  }

  /** Removes what a push or a login changes: lists of tags and repositories, and the repositories of pushes. */
  clear(): void {
    this.#tagLists.clear();
    this.#catalogs.clear();
    this.#recent.clearPushed();
  }

  #sources() {
    return {
      stores: this.#stores,
      tagLists: this.#tagLists,
      catalogs: this.#catalogs,
      recent: this.#recent,
    };
  }
}
