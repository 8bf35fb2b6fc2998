/** A stored manifest. The content is plain maps, which tests read and change. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** An upload in progress. `state` counts the requests that changed it: only the newest Location is valid. */
export interface Upload {
  readonly chunks: Uint8Array[];
  size: number;
  state: number;
}

export interface Repository {
  /** By digest. */
  readonly manifests: Map<string, StoredManifest>;
  readonly blobs: Map<string, Uint8Array>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
  readonly uploads: Map<string, Upload>;
  /** Referrers by the digest of their subject, if the registry stores such lists (`referrersDelay`). */
  readonly referrers: Map<string, readonly string[]>;
}

/** Recorded content: manifests and blobs as text by digest. */
export interface Seed {
  readonly repositories: Readonly<
    Record<
      string,
      {
        readonly manifests?: Readonly<
          Record<string, { readonly mediaType: string; readonly text: string }>
        >;
        readonly blobs?: Readonly<Record<string, string>>;
        readonly tags?: Readonly<Record<string, string>>;
      }
    >
  >;
}

export interface Content {
  /** Returns the names of the repositories with content. */
  names(): string[];
  /** Returns a repository; it is empty if nothing was pushed. */
  repository(name: string): Repository;
  /** Adds content without validation. */
  seed(seed: Seed): void;
}

/** Creates the content of an empty registry. */
export function createContent(): Content {
  const repositories = new Map<string, Repository>();
  const repository = (name: string): Repository => {
    const known = repositories.get(name);
    if (known !== undefined) {
      return known;
    }
    const fresh: Repository = {
      manifests: new Map(),
      blobs: new Map(),
      tags: new Map(),
      uploads: new Map(),
      referrers: new Map(),
    };
    repositories.set(name, fresh);
    return fresh;
  };
  return {
    repository,
    names: () => [...repositories].filter(([, stored]) => hasContent(stored)).map(([name]) => name),
    seed(seed) {
      for (const [name, recorded] of Object.entries(seed.repositories)) {
        const { manifests, blobs, tags } = repository(name);
        for (const [digest, { mediaType, text }] of Object.entries(recorded.manifests ?? {})) {
          manifests.set(digest, { mediaType, bytes: Buffer.from(text) });
        }
        for (const [digest, text] of Object.entries(recorded.blobs ?? {})) {
          blobs.set(digest, Buffer.from(text));
        }
        for (const [tag, digest] of Object.entries(recorded.tags ?? {})) {
          tags.set(tag, digest);
        }
      }
    },
  };
}

/** Reports whether a repository exists: it does once it has content. */
export function hasContent(repository: Repository): boolean {
  return repository.manifests.size > 0 || repository.blobs.size > 0;
}
