import type { Failure } from "./errors.ts";
import type { FilesCost } from "./fileComparison.ts";
import type { Descriptor } from "./oci/descriptor.ts";
import type { EntryRow } from "./preview.ts";

/** How something differs from the first side to the second. */
export type ChangeKind = "added" | "removed" | "changed" | "same";

/** What a value belongs to, in the order in which the window shows them. */
export const valueSections = [
  "manifest",
  "statement",
  "annotation",
  "platform",
  "config",
  "env",
  "label",
  "history",
] as const;
export type ValueSection = (typeof valueSections)[number];

/** A value on both sides. All text is from outside. */
export interface ValueChange {
  readonly section: ValueSection;
  readonly name: string;
  readonly kind: ChangeKind;
  readonly before?: string;
  readonly after?: string;
}

/** Values with their changes; `hidden` counts those beyond the limit. */
export interface ValueChanges {
  readonly values: readonly ValueChange[];
  readonly hidden: number;
}

/** One side of a comparison that was read. */
export interface SideContent {
  /** The full reference, or what the content is. */
  readonly name: string;
  readonly kind: "index" | "image" | "other";
  readonly mediaType: string;
  readonly digest: string;
  /** Of the manifest or index, in bytes. */
  readonly size: number;
  /** Why its fields cannot be compared, only its bytes. */
  readonly problem?: string;
}

export type SideState =
  | { readonly kind: "read"; readonly content: SideContent }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An entry on both sides: at least one of `before` and `after` is set. */
export interface EntryPair {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly before?: EntryRow;
  readonly after?: EntryRow;
  /** `REPOSITORY@DIGEST`, where the content can be inspected. */
  readonly beforeReference?: string;
  readonly afterReference?: string;
  /** What changed besides the digest, in words. */
  readonly notes: readonly string[];
}

/** The exact text of a document on both sides. */
export interface DocumentPair {
  readonly name: "index" | "manifest" | "config";
  readonly before?: string;
  readonly after?: string;
  /** Set if a side is too large to be shown. */
  readonly isTooLarge?: true;
}

/** Two contents, side by side. Images are compared by their pair, on request. */
export interface Comparison {
  /** Identifies the comparison in requests for its pairs. */
  readonly id: string;
  readonly before: SideState;
  /** Undefined if the platforms of one index are compared. */
  readonly after: SideState | undefined;
  /** Whether the bytes are equal. */
  readonly isIdentical: boolean;
  /** The fields and annotations of the indexes; empty if neither is an index. */
  readonly changes: ValueChanges;
  readonly pairs: readonly EntryPair[];
  /** The indexes; absent if neither is one. */
  readonly document?: DocumentPair;
}

/** A layer on one side. */
export interface LayerSide {
  readonly descriptor: Descriptor;
  readonly createdBy?: string;
}

/** A layer on both sides. `recompressed`: the same files with another digest, by the diff IDs of the configs. */
export interface LayerPair {
  readonly kind: "shared" | "recompressed" | "added" | "removed";
  readonly before?: LayerSide;
  readonly after?: LayerSide;
}

/** A part of a side that could not be read. */
export interface PartFailure {
  readonly side: "before" | "after";
  readonly part: "manifest" | "config";
  readonly failure: Failure;
}

/** Two images of a pair. With one image only, everything is added or removed. */
export interface ImageComparison {
  readonly changes: ValueChanges;
  readonly layers: readonly LayerPair[];
  readonly documents: readonly DocumentPair[];
  /** What comparing their files takes; absent unless both are images that could be read. */
  readonly files?: FilesCost;
  readonly failures: readonly PartFailure[];
}

/** The bills of materials of one side. */
export type PackageSource =
  | {
      readonly kind: "read";
      /** `SPDX 2.3`, of each document. */
      readonly formats: readonly string[];
      readonly packages: number;
      /** Whether a document says that it describes another image. */
      readonly isForeign: boolean;
    }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * A package on both sides, by its purl without version and qualifiers, or else its name. `relicensed`: the same versions
 * with other licenses.
 */
export interface PackageChange {
  readonly kind:
    | "added"
    | "removed"
    | "upgraded"
    | "downgraded"
    | "changed"
    | "relicensed"
    | "same";
  readonly name: string;
  /** The type of the purl: `deb`, `npm`; empty without a purl. */
  readonly type: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Its licenses, if both sides name some and they differ. */
  readonly licenses?: { readonly before: string; readonly after: string };
}

export interface PackageComparison {
  readonly before: PackageSource;
  readonly after: PackageSource;
  /** Empty unless both sides have packages. */
  readonly packages: readonly PackageChange[];
  /** The number of packages beyond the limit. */
  readonly hidden: number;
}

/** What platforms of one index are compared by. */
export type FactSection = ValueSection | "base" | "package";

/** A value that some platforms have. */
export interface FactValue {
  /** Undefined: the platforms do not have it. */
  readonly value: string | undefined;
  /** Positions in the list of platforms. */
  readonly platforms: readonly number[];
}

/** A value across the platforms of one index. */
export interface PlatformFact {
  readonly section: FactSection;
  readonly name: string;
  /** `missing`: some platforms do not have it, and the others agree. */
  readonly kind: "skewed" | "missing" | "same";
  /** The most frequent value first. */
  readonly values: readonly FactValue[];
  /** How far the values are apart: `92 days apart`. */
  readonly note?: string;
}

/** A platform of an index that is compared with the others. */
export interface ComparedPlatform {
  readonly label: string;
  readonly digest: string;
  /** Why it is not among the compared ones. */
  readonly failure?: Failure;
  /** Set if it has no bill of materials, when packages are compared. */
  readonly hasNone?: true;
}

/** What is skewed across the platforms of one index. */
export interface PlatformSkew {
  readonly platforms: readonly ComparedPlatform[];
  readonly facts: readonly PlatformFact[];
  readonly hidden: number;
}
