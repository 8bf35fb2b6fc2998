import type { RegistryResponse } from "./response.ts";
import type { AuthOption } from "./authorizer.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content, Repository } from "./content.ts";

/** Callbacks that change the behavior of the registry. */
export interface RegistryHooks {
  /** Handles a request instead of the registry, after authorization; undefined passes it on. */
  readonly before?: (request: RegistryRequest, content: Content) => RegistryResponse | undefined;
  /** Changes a response, also a refusal. */
  readonly after?: (request: RegistryRequest, response: RegistryResponse) => RegistryResponse;
  /** Returns a refusal of a manifest before it is validated. */
  readonly checkManifest?: (
    manifest: PushedManifest,
    repository: Repository,
  ) => RegistryResponse | undefined;
}

/** A manifest in a PUT. */
export interface PushedManifest {
  /** The tag or digest of the PUT. */
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  /** The decoded manifest; undefined if it is not a JSON object. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `startRegistry`. The defaults are those of a registry that conforms to the spec. */
export interface RegistryOptions {
  readonly auth?: AuthOption;
  /** Whether invalid manifests and those with missing content are refused (default true). Seeds are not validated. */
  readonly validate?: boolean;
  /** Whether there is a referrers API (default true); otherwise its paths answer 404. */
  readonly referrersApi?: boolean;
  /**
   * Milliseconds to rewrite the list of referrers of a subject, without a lock, so that concurrent additions are
   * lost. By default the list is computed from the manifests.
   */
  readonly referrersDelay?: number;
  /** The maximum number of referrers in a response. */
  readonly referrersPageSize?: number;
  /** The maximum number of tags or repositories in a response. */
  readonly tagPageSize?: number;
  /** The maximum size of a manifest (default 4 MiB, the minimum of the distribution spec). */
  readonly maxManifestBytes?: number;
  /** Whether blobs are mounted from other repositories (default true); otherwise a mount starts an upload. */
  readonly mount?: boolean;
  /** Whether content can be deleted (default true). */
  readonly deletes?: boolean;
  /** Whether Location headers have a host (default "relative"). */
  readonly locations?: "relative" | "absolute";
  /** The minimum size of a chunk except the last, sent as OCI-Chunk-Min-Length. */
  readonly chunkMinLength?: number;
  /** Whether a chunk must start at the end of the previous one (default "inOrder"), or its Content-Range is ignored. */
  readonly chunks?: "inOrder" | "asTheyCome";
  readonly hooks?: RegistryHooks;
  /** Serves https with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Options with defaults. */
export interface ResolvedOptions {
  readonly validate: boolean;
  readonly referrersApi: boolean;
  readonly referrersDelay: number | undefined;
  readonly referrersPageSize: number;
  readonly tagPageSize: number;
  readonly maxManifestBytes: number;
  readonly mount: boolean;
  readonly deletes: boolean;
  readonly chunkMinLength: number | undefined;
  readonly chunks: "inOrder" | "asTheyCome";
  readonly checkManifest: NonNullable<RegistryHooks["checkManifest"]>;
  /** The prefix of the path in Location: empty, or scheme and host. */
  readonly locationPrefix: () => string;
}

/** A request to a repository, with the content and options for its handler. */
export interface RepositoryRequest {
  readonly request: RegistryRequest;
  readonly name: string;
  readonly repository: Repository;
  readonly options: ResolvedOptions;
}

/** Adds the defaults. @param url returns the URL of the registry, which is known only once it listens */
export function resolveOptions(options: RegistryOptions, url: () => string): ResolvedOptions {
  return {
    validate: options.validate ?? true,
    referrersApi: options.referrersApi ?? true,
    referrersDelay: options.referrersDelay,
    referrersPageSize: options.referrersPageSize ?? Infinity,
    tagPageSize: options.tagPageSize ?? Infinity,
    maxManifestBytes: options.maxManifestBytes ?? 4 * 1024 * 1024,
    mount: options.mount ?? true,
    deletes: options.deletes ?? true,
    chunkMinLength: options.chunkMinLength,
    chunks: options.chunks ?? "inOrder",
    checkManifest: options.hooks?.checkManifest ?? (() => undefined),
    locationPrefix: () => (options.locations === "absolute" ? url() : ""),
  };
}
