import type {
  DifferenceCount,
  FileDifference,
  FileDifferenceKind,
} from "../../../../shared/fileComparison.ts";
import { compareFileEntries, type DescribedFile } from "./describeFile.ts";

/** In UTF-16 units. Linux opens no longer path. */
const maxPathLength = 4096;
/** UTF-16 units of the paths and targets that are listed together; real images have 3 million at most. */
const maxTextLength = 8 * 1024 * 1024;

/** A difference that was found. */
interface Found extends Pick<FileDifference, "kind" | "path" | "aspects" | "isContent"> {
  readonly before?: DescribedFile;
  readonly after?: DescribedFile;
}

/** The differences of two images: the largest up to a limit, and the number of all. */
export class DifferenceList {
  readonly #limit: number;
  #largest: FileDifference[] = [];
  #total = 0;
  #uncertain = 0;
  readonly #counts: Record<FileDifferenceKind, DifferenceCount> = {
    added: none,
    removed: none,
    changed: none,
    addedOrChanged: none,
    removedOrChanged: none,
  };

  constructor(limit: number) {
    this.#limit = limit;
  }

  get counts(): Readonly<Record<FileDifferenceKind, DifferenceCount>> {
    return this.#counts;
  }

  /** Files that are equal as far as is known, without their contents. */
  get uncertain(): number {
    return this.#uncertain;
  }

  /** Adds a file that both images have, if it differs. */
  addPair(path: string, before: DescribedFile, after: DescribedFile): void {
    const { aspects, isUncertain } = compareFileEntries(before, after);
    this.#uncertain += Number(isUncertain);
    if (aspects.length > 0) {
      this.add({ kind: "changed", path, before, after, aspects });
    }
  }

  add({ before, after, ...difference }: Found): void {
    const { count, bytes } = this.#counts[difference.kind];
    this.#counts[difference.kind] = {
      count: count + 1,
      bytes: bytes + (after?.ownSize ?? 0) - (before?.ownSize ?? 0),
    };
    this.#total += 1;
    if (difference.path.length > maxPathLength) {
      // Thousands of these would exceed the memory.
      return;
    }
    this.#largest.push({
      ...difference,
      ...(before === undefined ? {} : { before: before.shown }),
      ...(after === undefined ? {} : { after: after.shown }),
    });
    if (this.#largest.length >= this.#limit * 2) {
      this.#cut();
    }
  }

  /** Returns the largest differences, the largest first, and the number of those that are left out. */
  list(): { readonly differences: readonly FileDifference[]; readonly hidden: number } {
    this.#cut();
    let left = maxTextLength;
    const differences = this.#largest.filter((difference) => {
      left -= textLengthOf(difference);
      return left >= 0;
    });
    return { differences, hidden: this.#total - differences.length };
  }

  #cut(): void {
    this.#largest = this.#largest
      .toSorted((a, b) => sizeOf(b) - sizeOf(a) || (a.path < b.path ? -1 : 1))
      .slice(0, this.#limit);
  }
}

const none: DifferenceCount = { count: 0, bytes: 0 };

function textLengthOf({ path, before, after }: FileDifference): number {
  return path.length + (before?.target?.length ?? 0) + (after?.target?.length ?? 0);
}

function sizeOf({ before, after }: FileDifference): number {
  return Math.max(before?.size ?? 0, after?.size ?? 0);
}
