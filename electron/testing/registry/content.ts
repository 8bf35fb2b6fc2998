/** What a registry holds. Maps, not classes: tests look into them and change them. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** An upload that has begun. `state` counts the requests that changed it: only the newest Location goes on with it. */
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
  /** Digests of the referrers of a subject, by its digest, where the registry rewrites such lists. */
  readonly referrers: Map<string, readonly string[]>;
}

/** The form of recorded content: a manifest or blob is its text, under its digest. */
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
  /** The repositories that hold anything, by name. */
  names(): string[];
  /** The repository of that name; an empty one where nothing was pushed yet. */
  repository(name: string): Repository;
  /** Adds content as it is: no digest is checked, broken manifests stay broken. */
  seed(seed: Seed): void;
}

/** An empty registry's content. */
export function createContent(): Content {
  const repositories = new Map<string, Repository>();
  const repository = (name: string): Repository => {
    const known = repositories.get(name);
    if (known !== undefined) return known;
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
    names: () => [...repositories].filter(([, held]) => hasContent(held)).map(([name]) => name),
    seed(seed) {
      for (const [name, recorded] of Object.entries(seed.repositories)) {
        const { manifests, blobs, tags } = repository(name);
        for (const [digest, { mediaType, text }] of Object.entries(recorded.manifests ?? {})) {
          manifests.set(digest, { mediaType, bytes: Buffer.from(text) });
        }
        for (const [digest, text] of Object.entries(recorded.blobs ?? {}))
          blobs.set(digest, Buffer.from(text));
        for (const [tag, digest] of Object.entries(recorded.tags ?? {})) tags.set(tag, digest);
      }
    },
  };
}

/** Whether anything was pushed: a repository exists from its first content on. */
export function hasContent(repository: Repository): boolean {
  return repository.manifests.size > 0 || repository.blobs.size > 0;
}
