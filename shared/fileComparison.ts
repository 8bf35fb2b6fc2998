import { z } from "zod";
import type { FileKind } from "./layerFiles.ts";

/** What reading layers takes. */
export interface ReadingCost {
  readonly layers: number;
  /** Bytes of the layers that are read whole. */
  readonly bytes: number;
  /** Layers of which only the table of contents is read. */
  readonly tocs: number;
}

/** What comparing the files of two images takes. A layer that both images have is read once. */
export interface FilesCost {
  /** Layers above those that both images have at the bottom. */
  readonly own: ReadingCost;
  /** The layers that both images have at the bottom, in the same order. */
  readonly shared: ReadingCost;
}

/**
 * How a file differs. While the shared layers are not read, nothing is known of a file that only one image writes above
 * them: `addedOrChanged` by the second image, `removedOrChanged` since only the first one writes it.
 */
export const fileDifferenceKinds = [
  "added",
  "removed",
  "changed",
  "addedOrChanged",
  "removedOrChanged",
] as const;
export type FileDifferenceKind = (typeof fileDifferenceKinds)[number];

/** What differs of a file that both images have. `content`: other bytes of the same size. */
export const fileAspects = ["type", "size", "content", "target", "mode", "owner"] as const;
export type FileAspect = (typeof fileAspects)[number];

/** A file, a folder or a link in one image. */
export interface ComparedFile {
  readonly kind: FileKind;
  /** In bytes; of a hard link, that of its file if it is known. */
  readonly size: number;
  /** Undefined for a folder without an entry of its own, as are `uid` and `gid`. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Of a link. */
  readonly target?: string;
}

/** A file that differs. One that is only in the shared layers, which are not read, has neither `before` nor `after`. */
export interface FileDifference {
  readonly kind: FileDifferenceKind;
  /** As in the layers: it may contain any characters. Empty for the root; of a very long one, its end. */
  readonly path: string;
  readonly before?: ComparedFile;
  readonly after?: ComparedFile;
  /** Of a changed file. */
  readonly aspects?: readonly FileAspect[];
  /** It stands for what the shared layers have in the folder, not for the folder. */
  readonly isContent?: true;
}

/** How many files differ in a way, and by how many bytes the second image is larger. */
export interface DifferenceCount {
  readonly count: number;
  readonly bytes: number;
}

/** Which differences of the files of two images are asked for. */
export const differenceQuerySchema = z.strictObject({
  /** Omitted: all. */
  kinds: z.array(z.enum(fileDifferenceKinds)).max(fileDifferenceKinds.length).optional(),
  /** Words that are all in the path, or in the target of a link; in any case. */
  find: z.string().max(1024),
  /** The largest first, or by path: a folder before what is in it. */
  order: z.enum(["size", "path"]),
  /** Of those, the position of the first one, and how many. */
  start: z.int().min(0).max(10_000_000),
  count: z.int().min(0).max(1000),
});
export type DifferenceQuery = Readonly<z.infer<typeof differenceQuerySchema>>;

/** A part of the differences that were asked for. */
export interface DifferencePage {
  /** How many there are of all. */
  readonly total: number;
  readonly differences: readonly FileDifference[];
}

/** The files of two images, whose differences are asked for page by page. */
export interface FileComparison {
  readonly counts: Readonly<Record<FileDifferenceKind, DifferenceCount>>;
  /** Files whose contents could not be compared, and that are equal otherwise. */
  readonly uncertain: number;
  /** Layers below that both images have and that were not read. */
  readonly unread: number;
  /** Layers that were listed by their table of contents. */
  readonly tocs: number;
  /** Whether the digests in the manifests vouch for all that was read. */
  readonly isVerified: boolean;
}
