import type { RegistryResponse } from "./response.ts";
import type { AuthOption } from "./authorizer.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content, Repository } from "./content.ts";

/** How one maker's registry differs from the plain one. Every part may be left out. */
export interface RegistryHooks {
  /** Answers in the registry's place, after authorisation. */
  readonly before?: (request: RegistryRequest, content: Content) => RegistryResponse | undefined;
  /** Changes what the registry answers, also where it refuses. */
  readonly after?: (request: RegistryRequest, response: RegistryResponse) => RegistryResponse;
  /** Refuses a manifest that any other registry would look into. */
  readonly checkManifest?: (
    manifest: PushedManifest,
    repository: Repository,
  ) => RegistryResponse | undefined;
}

/** A manifest that is about to be stored. */
export interface PushedManifest {
  /** The tag or digest that it is put under. */
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  /** Its fields; undefined where it is no JSON object. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

/** What `startRegistry` takes; everything left out is a good registry's way. */
export interface RegistryOptions {
  readonly auth?: AuthOption;
  /** Refuse manifests that are broken or whose content is missing (default true). Seeds are never checked. */
  readonly validate?: boolean;
  /** Whether there is a referrers API (default true). Without it, its addresses are unknown pages. */
  readonly referrersApi?: boolean;
  /**
   * Milliseconds that the registry takes to rewrite a subject's list of referrers when one is put, without a lock, so
   * that those put meanwhile are lost from it. Without it the list is found in the manifests themselves.
   */
  readonly referrersDelay?: number;
  /** The most referrers in one answer. */
  readonly referrersPageSize?: number;
  /** The most tags or repositories in one answer. */
  readonly tagPageSize?: number;
  /** Bytes of the largest manifest that it accepts (default 4 MiB, the least that distribution-spec asks for). */
  readonly maxManifestBytes?: number;
  /** Whether blobs are mounted from other repositories (default true); else every mount becomes an upload. */
  readonly mount?: boolean;
  /** Whether anything may be deleted (default true). */
  readonly deletes?: boolean;
  /** Whether Location headers name the host (default "relative"). */
  readonly locations?: "relative" | "absolute";
  /** The fewest bytes of a chunk that is not the last, told in OCI-Chunk-Min-Length. */
  readonly chunkMinLength?: number;
  /** Whether a chunk must begin where the one before ended (default "inOrder"), or is taken wherever it says it belongs. */
  readonly chunks?: "inOrder" | "asTheyCome";
  readonly hooks?: RegistryHooks;
  /** Serve https with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** The options with their defaults, and what the parts need beside them. */
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
  /** What a Location that is a path is written with: nothing, or scheme and host. */
  readonly locationPrefix: () => string;
}

/** Fills in the defaults. `url` is asked late: the port is known only once the server listens. */
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
