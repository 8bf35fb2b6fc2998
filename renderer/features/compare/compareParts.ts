import type {
  ImageComparison,
  PackageComparison,
  PlatformSkew,
} from "../../../shared/comparison.ts";
import type { FileComparison } from "../../../shared/fileComparison.ts";
import type { Loading } from "./loading.ts";

/** The files of a pair, and which of their layers to read. */
export interface FilesKey {
  readonly part: "files";
  readonly pairId: string;
  readonly withShared: boolean;
  readonly whole: boolean;
}

/** A part of a comparison that is read when it is shown; files are read on request. */
export type PartKey =
  | { readonly part: "images" | "packages"; readonly pairId: string }
  | FilesKey
  | { readonly part: "platforms"; readonly by: "images" | "packages" };

/** What is read of a comparison, by pair. */
export interface Parts {
  readonly images: Readonly<Record<string, Loading<ImageComparison>>>;
  readonly packages: Readonly<Record<string, Loading<PackageComparison>>>;
  readonly files: Readonly<Record<string, Loading<FileComparison>>>;
  readonly platforms: Readonly<Partial<Record<"images" | "packages", Loading<PlatformSkew>>>>;
}

export const noParts: Parts = { images: {}, packages: {}, files: {}, platforms: {} };

/** Names a part, whatever is to be read of it. */
export function nameOf(key: PartKey): string {
  return key.part === "platforms" ? `platforms ${key.by}` : `${key.part} ${key.pairId}`;
}

/** The parts with another state of one of them. */
export function withPart(
  parts: Parts,
  key: PartKey,
  state: Loading<unknown> | undefined,
): Partial<Parts> {
  return key.part === "platforms"
    ? { platforms: { ...parts.platforms, [key.by]: state } }
    : { [key.part]: { ...parts[key.part], [key.pairId]: state } };
}

/** The state of a part; undefined if it was not asked for. */
export function partOf(parts: Parts, key: PartKey): Loading<unknown> | undefined {
  return key.part === "platforms" ? parts.platforms[key.by] : parts[key.part][key.pairId];
}

/** The parts without those that are being read: who comes back to them reads them again. */
export function settledParts({ images, packages, files, platforms }: Parts): Parts {
  return {
    images: settled(images),
    packages: settled(packages),
    files: settled(files),
    platforms: settled(platforms),
  };
}

function settled<R extends Readonly<Record<string, Loading<unknown>>>>(states: Partial<R>): R {
  return Object.fromEntries(
    Object.entries(states).filter(([, state]) => state?.kind !== "reading"),
  ) as R;
}
