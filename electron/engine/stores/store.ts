import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Content } from "../oci/content.ts";

/** Selects the image of a layout or an archive when no tag is given: `latest`, or else the only image. */
export const NO_TAG = "";

/** Selects a manifest. */
export type TagOrDigest =
  | {
      readonly tag: string;
      /**
       * Resolve the tag as a push would replace it: at the registry itself, not a mirror; a layout rejects a tag that
       * several entries have, even with the same content.
       */
      readonly origin?: boolean;
    }
  | { readonly digest: string };

/** The manifest that a tag or digest points to. */
export interface Resolution extends Pick<Descriptor, "mediaType" | "digest"> {
  /** The strong entity tag, if the store returns one: a {@link TagCondition} for a later `tag`. */
  readonly etag?: string;
}

/** Precondition of a tag move: the tag still has the entity tag, or does not exist. */
export type TagCondition =
  | { readonly kind: "match"; readonly etag: string }
  | { readonly kind: "absent" };

/** A blob by its digest. The size in bytes is verified if given. */
export interface BlobRef {
  readonly digest: string;
  readonly size?: number;
}

/** The bytes of a blob. A stream from the first byte fails unless they match digest and size. */
export type BlobStream = AsyncIterable<Uint8Array>;

/** An open upload session of a registry. Either `pushBlob` uses it, or it must be abandoned. */
export interface UploadSession {
  readonly location: URL;
  /** Cancels the session. Never rejects. */
  abandon(): Promise<void>;
}

/** Result of a mount request. A registry that refuses to mount may open an upload session instead. */
export type MountResult =
  | { readonly kind: "mounted" }
  | { readonly kind: "refused"; readonly upload?: UploadSession };

/** Opens a blob at an offset in bytes. May be called again after a failure. */
export type BlobOpener = (signal: AbortSignal, offset: number) => Promise<BlobStream>;

/** The source and the options of a blob to push. */
export interface BlobPush {
  readonly open: BlobOpener;
  readonly signal: AbortSignal;
  /** Called with the number of bytes transferred since the last call; negative after a restart. */
  readonly onBytes?: (count: number) => void;
  /** Upload session that a refused mount opened. */
  readonly upload?: UploadSession | undefined;
}

/** How to set a tag. */
export interface TagOptions {
  readonly signal: AbortSignal;
  readonly condition?: TagCondition | undefined;
}

/** How a list of tags is read. */
export interface ListTagsOptions {
  /** Stop after the page that reaches this number of tags. */
  readonly limit?: number;
  /** Stop after this number of pages. */
  readonly maxPages?: number;
  /** Called after each page with the number of tags so far. */
  readonly onPage?: (tags: number) => void;
  /** Called if a limit ends the list before its last page. */
  readonly onCut?: () => void;
}

/**
 * A repository of a registry, an OCI image layout, or an archive of images.
 *
 * All methods reject with an EngineError: `not_found` if the content does not exist, `denied` or `unauthorized` if the
 * registry refuses, `network` and `timeout`, `disk` and `disk_full` for local stores; or with the reason of the signal.
 * Manifests and blobs that a method returns are verified against their digests. Methods may be called concurrently.
 * Content is pushed by digest, in any order; `tag` requires that everything its content points to was pushed.
 */
export interface Store {
  /**
   * `registry`: has a referrers API and takes requests, and a manifest in it implies its blobs.
   * `local`: a layout or an archive. No requests; referrers are found by reading the manifests in `index.json`; blobs
   * that a manifest references may be missing, so each one is checked.
   */
  readonly kind: "registry" | "local";
  /** As the user writes it: `ghcr.io/acme/app`, `oci-layout:///images`. */
  readonly repository: string;
  /** Maximum number of concurrent blob transfers. */
  readonly maxTransfers: number;

  /**
   * Resolves a tag or digest without fetching the manifest; tags as with `origin`. Returns no size, because the HEAD
   * of some registries differs from their GET.
   */
  resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution>;
  /** @throws EngineError `too_large` beyond `sizeLimits.manifest` */
  fetchManifest(target: TagOrDigest, signal: AbortSignal): Promise<Content>;
  /**
   * Fetches a small blob, such as an image config.
   * @throws EngineError `too_large` beyond `sizeLimits.smallBlob`
   */
  fetchBlob(blob: BlobRef, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Only the whole stream is verified against the descriptor.
   * @param offset first byte
   * @param length number of bytes that will be read, so that a store need not send more; it may
   */
  openBlob(
    descriptor: Descriptor,
    signal: AbortSignal,
    offset?: number,
    length?: number,
  ): Promise<BlobStream>;

  /** @throws EngineError `denied` if the store does not say whether it has the manifest */
  hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean>;
  hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean>;
  /**
   * Looks a blob up without reading it.
   * @returns its size in bytes, if the store says it; undefined if it does not exist
   */
  statBlob(digest: string, signal: AbortSignal): Promise<{ readonly size?: number } | undefined>;

  /** Reports whether blobs of the other store can be mounted here without a transfer. */
  canMountFrom(other: Store): boolean;
  /** Mounts a blob from another repository of the same registry. */
  mountBlob(descriptor: Descriptor, from: Store, signal: AbortSignal): Promise<MountResult>;
  /** Pushes a blob. */
  pushBlob(descriptor: Descriptor, push: BlobPush): Promise<void>;
  /** Pushes a manifest by digest. Does not change tags; see `indexReferrers` for manifests with a subject. */
  pushManifest(content: Content, signal: AbortSignal): Promise<void>;
  /**
   * Makes sure that pushed manifests are listed as referrers of their subject: where clients maintain the list, adds
   * them and reads the list back.
   * @returns the referrers that are still not listed
   */
  indexReferrers(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]>;
  /**
   * Points a tag to content. A layout or an archive writes the content's `entry` unchanged, if it has one.
   * @throws EngineError `tag_moved` if the store can check the condition and it does not hold
   */
  tag(tag: string, content: Content, options: TagOptions): Promise<void>;

  /** Reports whether the store is known to be empty. False if the store cannot tell. */
  isNew(signal: AbortSignal): Promise<boolean>;
  listTags(signal: AbortSignal, options?: ListTagsOptions): Promise<readonly string[]>;
  /**
   * Prepares for the referrers of many digests: the store finds out how to answer with few requests. Never fails.
   * @param digests number of digests
   * @returns a function to call after the last of them
   */
  prepareReferrers(digests: number, signal: AbortSignal): () => void;
  /** Lists the manifests whose subject is the digest. Empty if the store has no list of referrers. */
  referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]>;
}
