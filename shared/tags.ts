import type { Failure } from "./errors.ts";

/** The tags of a repository. */
export interface RepositoryTags {
  /** The full name: `ghcr.io/acme/app`, `oci-layout:///images`. */
  readonly repository: string;
  readonly kind: "registry" | "local";
  /** Versions newest first, other names, then tags that tools name after digests. */
  readonly tags: readonly string[];
  /** Whether these are all tags; a list ends at 50,000. */
  readonly isComplete: boolean;
  /** Whether each manifest that is read counts against a limit of pulls, as at Docker Hub. */
  readonly isMetered: boolean;
}

/** What a tag points to. */
export interface TagContent {
  readonly digest: string;
  readonly mediaType: string;
  /** Absent if only the digest was asked for. */
  readonly summary?: ManifestSummary;
}

/** A manifest as a list of tags shows it. */
export interface ManifestSummary {
  readonly kind: "index" | "image" | "artifact" | "opaque";
  /** Of the images of an index, in its order; one of an image. */
  readonly platforms: readonly string[];
  /** The number of attestations that an index lists. */
  readonly attestations: number;
  /** Of something that is not an image. */
  readonly artifactType?: string;
  /** The compressed size in bytes: the sum of the layers of the image, or of one image of an index. */
  readonly size?: number;
  /** The platform whose size and date these are, if the manifest is an index of several. */
  readonly of?: string;
  /** When it was built, as its annotation or config says. In RFC 3339, if the text is valid. */
  readonly created?: string;
  /** Why some of it could not be read. */
  readonly failure?: Failure;
}

/** The repositories of a registry. */
export interface Catalog {
  /** As in references: `ghcr.io`. */
  readonly host: string;
  /** Their paths, sorted. */
  readonly repositories: readonly string[];
  readonly isComplete: boolean;
}

/** The digest of each tag; tags that disappeared meanwhile are missing. */
export type TagDigests = readonly (readonly [tag: string, digest: string])[];
