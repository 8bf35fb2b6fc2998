import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Content } from "../oci/content.ts";

/** The tag of a layout or an archive that was given without one: `latest`, or else its only image. */
export const NO_TAG = "";

/** What a manifest is asked for by. */
export type TagOrDigest =
  /**
   * `origin`: as a push would replace it. A registry itself is asked, not a mirror; and a layout refuses a tag of
   * several entries though they have the same content.
   */
  { readonly tag: string; readonly origin?: boolean } | { readonly digest: string };

/** What a tag or digest names. */
export interface Resolution extends Pick<Descriptor, "mediaType" | "digest"> {
  /** The strong entity tag of what was asked for, where the store tells one. */
  readonly etag?: string;
}

/** What must hold for a tag to be moved: that it still is what it was, or that there is none. */
export type TagCondition =
  | { readonly kind: "match"; readonly etag: string }
  | { readonly kind: "absent" };

/** A blob by its digest; its size is checked where somebody said it. */
export interface BlobRef {
  readonly digest: string;
  readonly size?: number;
}

/** A blob's bytes as they stream; whoever reads them to the end has bytes that match digest and size. */
export type BlobStream = AsyncIterable<Uint8Array>;

/** An upload that a registry has opened: to be used up by a push of the blob, or abandoned. */
export interface UploadSession {
  readonly location: URL;
  /** Never rejects. */
  abandon(): Promise<void>;
}

/** What a wish to mount a blob came to; a registry that refuses may open an upload in its place. */
export type MountResult =
  | { readonly kind: "mounted" }
  | { readonly kind: "refused"; readonly upload?: UploadSession };

/** Opens a blob's bytes from an offset on; may be called again after a failure. */
export type BlobOpener = (signal: AbortSignal, offset: number) => Promise<BlobStream>;

/**
 * One repository of a registry, or one OCI image layout: the same verbs for both.
 * Every method rejects with an EngineError; `not_found` where the content is not there.
 */
export interface Store {
  readonly kind: "registry" | "local";
  /** As people write it: `ghcr.io/acme/app`, `oci-layout:///images`. */
  readonly repository: string;
  /** How many transfers at once this store takes. */
  readonly maxTransfers: number;

  /**
   * What a tag or digest names where it is pushed to, as with `origin`, without its bytes. The size is not told: some registries' HEAD says another
   * than their GET.
   */
  resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution>;
  fetchManifest(target: TagOrDigest, signal: AbortSignal): Promise<Content>;
  /** A small blob whole, such as an image config. `too_large` beyond the limit for such blobs. */
  fetchBlob(blob: BlobRef, signal: AbortSignal): Promise<Uint8Array>;
  /** @param offset the first byte wanted; only a stream from the start is checked against the descriptor */
  openBlob(descriptor: Descriptor, signal: AbortSignal, offset?: number): Promise<BlobStream>;

  /** @throws EngineError `denied` where the store does not tell */
  hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean>;
  hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean>;

  /** Whether a blob of the other store can be linked here without its bytes travelling. */
  canMountFrom(other: Store): boolean;
  /** Have the registry link a blob from another of its repositories, without its bytes. */
  mountBlob(descriptor: Descriptor, from: Store, signal: AbortSignal): Promise<MountResult>;
  /**
   * @param onBytes told the number of bytes that have arrived since the last call; negative after a restart
   * @param upload what a refused mount opened
   */
  pushBlob(
    descriptor: Descriptor,
    open: BlobOpener,
    signal: AbortSignal,
    onBytes: (count: number) => void,
    upload?: UploadSession,
  ): Promise<void>;
  /** Put by digest: no tag changes. What refers to a manifest is listed once it was entered, see `enterReferrers`. */
  pushManifest(content: Content, signal: AbortSignal): Promise<void>;
  /**
   * See to it that manifests which were pushed are listed as referrers of their subject: enter them into the list
   * where clients keep it, and read it back.
   * @returns those that are not listed all the same
   */
  indexReferrers(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]>;
  /**
   * Make the tag name the content, whose children are all there. In a layout or an archive, the content's `entry`
   * is written as it is.
   * @param condition what must hold, as far as the store can tell; `tag_moved` where it does not
   */
  tag(tag: string, content: Content, signal: AbortSignal, condition?: TagCondition): Promise<void>;

  /** Whether it is known to hold nothing yet; false where that cannot be told. */
  isNew(signal: AbortSignal): Promise<boolean>;
  listTags(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Say that the referrers of so many digests are going to be asked for: how to do that in few requests is found out
   * ahead. Never fails.
   * @returns to be called when they were asked for
   */
  prepareReferrers(digests: number, signal: AbortSignal): () => void;
  /** Manifests whose subject is the digest, as far as the store knows; none where it has no such list. */
  referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]>;
}
