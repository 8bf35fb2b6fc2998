import type { Failure } from "./errors.ts";

/** The most URLs of a foreign layer that are passed on. */
export const maxLayerUrls = 8;

/** What an entry of a layer is. `removed`: a whiteout, which removes the name from the layers below. */
export type FileKind =
  | "folder"
  | "file"
  | "symlink"
  | "hardlink"
  | "character"
  | "block"
  | "pipe"
  | "other"
  | "removed";

/** What a layer does to a name of the layers below. */
export type FileChange = "added" | "changed" | "removed" | "same";

/** A file or folder of a layer, or of the image that the layers make. */
export interface FileRow {
  /** Its number in the layer or image, which stays the same while more is read. */
  readonly node: number;
  /** As in the layer: it may contain any characters. */
  readonly name: string;
  readonly kind: FileKind;
  /** In bytes; of a folder, the sum of its content; of a whiteout, what it removes, if that is known. */
  readonly size: number;
  /** Files in a folder, at any depth. */
  readonly files: number;
  readonly isExpandable: boolean;
  /** Permissions with the set-ID bits; undefined for a folder without an entry of its own. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
  /** Of a link. */
  readonly target?: string;
  /** SHA-256 of the content of a file. */
  readonly digest?: string;
  /** Undefined until the layers below are read. */
  readonly change?: FileChange;
  /** In an image: the layer that the file comes from. */
  readonly layer?: number;
  /** The folder hides what the layers below have in it. */
  readonly isOpaque?: boolean;
  /** The name in the layer is absolute or has `..`, so that a careless tool would write elsewhere. */
  readonly isUnsafe?: boolean;
}

/** How many files of a layer are known. */
interface FileCounts {
  /** Entries, without whiteouts. */
  readonly entries: number;
  /** The sum of the sizes of all files, uncompressed. */
  readonly size: number;
}

/** What is known of the files of a layer. */
export type LayerFilesState =
  | { readonly kind: "unread" }
  /** `received`: bytes of the compressed layer. */
  | ({ readonly kind: "reading"; readonly received: number } & FileCounts)
  /** `toc`: by the table of contents in the layer, without reading the layer. */
  | ({
      readonly kind: "read";
      readonly via: "stream" | "toc";
      /** Whether the digest in the manifest vouches for it. */
      readonly isVerified: boolean;
    } & FileCounts)
  /** Files are missing; what was read is shown. */
  | ({
      readonly kind: "partial";
      readonly reason: "cancelled" | "limit" | "failed";
      readonly failure?: Failure;
    } & FileCounts)
  /** Nothing is shown. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** What is known of the files of an image. */
export interface ImageFilesState {
  readonly id: string;
  readonly layers: readonly LayerFilesState[];
  /** The number of layers from the bottom that are read and merged. */
  readonly merged: number;
  /** Bytes in the merged layers that a later one removes or replaces. */
  readonly hiddenBytes: number;
}

/** What is listed: a layer by its index, or the image that the merged layers make. */
export type FilesView = number | "image";

export type FileOrder = "name" | "size";

/** A part of the children of a folder. */
export interface FolderRows {
  readonly node: number;
  /** All children. */
  readonly total: number;
  readonly rows: readonly FileRow[];
}

/** Files whose name contains a text. */
export interface FoundFiles {
  readonly rows: readonly (FileRow & { readonly path: string })[];
  /** There are more. */
  readonly isCut: boolean;
}

/** A part of a folder in the picture of its sizes. */
export interface SizePart {
  /** Undefined for what is too small to be drawn. */
  readonly node: number | undefined;
  readonly name: string;
  readonly size: number;
  readonly files: number;
  /** The layer that most of its bytes come from. */
  readonly layer: number;
  readonly parts: readonly SizePart[];
}

/** The start of a file. */
export interface FileContent {
  readonly path: string;
  /** The size of the whole file. */
  readonly size: number;
  /** The text, if it is one; otherwise the bytes in base64. */
  readonly content:
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "bytes"; readonly base64: string };
  /** The number of bytes that are shown. */
  readonly shown: number;
}

/** Where the annotations of zstd:chunked layers say that the table of contents is, and its digest. */
interface ChunkedAnnotations {
  readonly position: string;
  readonly checksum: string | undefined;
}

/**
 * The names of containers/storage today, and the old ones, which Skopeo 1.9 and stargz-snapshotter write.
 * Sources: containers/storage, pkg/chunked/internal/minimal/compression.go; stargz-snapshotter,
 * estargz/zstdchunked/zstdchunked.go; `files/tocInterop.test.ts`.
 */
const chunkedPrefixes = [
  "io.github.containers.zstd-chunked.manifest-",
  "io.containers.zstd-chunked.manifest-",
];

/** Finds the annotations of a zstd:chunked layer, under the current names or the old ones. */
export function chunkedAnnotations(
  annotations: Readonly<Record<string, string>> = {},
): ChunkedAnnotations | undefined {
  for (const prefix of chunkedPrefixes) {
    const position = annotations[`${prefix}position`];
    if (position !== undefined) {
      return { position, checksum: annotations[`${prefix}checksum`] };
    }
  }
  return undefined;
}

/** Whether the annotations of a layer name a table of contents in it, so that few bytes are read. */
export function hasTableOfContents(annotations: Readonly<Record<string, string>> = {}): boolean {
  return (
    "containerd.io/snapshot/stargz/toc.digest" in annotations ||
    chunkedAnnotations(annotations) !== undefined
  );
}
