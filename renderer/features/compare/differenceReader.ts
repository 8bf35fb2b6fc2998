import type { Failure } from "../../../shared/errors.ts";
import type { DifferenceQuery } from "../../../shared/fileComparison.ts";
import { api, type Job } from "../../api.ts";
import { VisibleReads } from "../../ui/list/visibleReads.ts";
import { type FileItem, fileItems } from "./fileItems.ts";

/** Rows that are read at once. */
const pageSize = 200;
/** Pages that are kept; those that were read first are read again when they are shown. */
const maxPages = 50;

/** The differences that answer a query, as far as they are read. */
export type FoundDifferences =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | {
      readonly kind: "read";
      readonly total: number;
      /** @returns undefined if the row is not read */
      readonly itemAt: (at: number) => FileItem | undefined;
      /** Reads a row that is on screen, and those around it. */
      readonly want: (at: number) => void;
    };

/** Which files, and which of their differences. */
export interface DifferenceRequest {
  readonly comparisonId: string;
  readonly pairId: string;
  readonly query: Omit<DifferenceQuery, "start" | "count">;
}

/** Reads the differences of the files of two images: their number with the first page, then the pages on screen. */
export class DifferenceReader {
  readonly #request: DifferenceRequest;
  readonly #onChange: (found: FoundDifferences) => void;
  readonly #jobs = new Set<Job<unknown>>();
  readonly #reads = new VisibleReads(async (key) => await this.#read(Number(key)));
  #pages: ReadonlyMap<number, readonly FileItem[]> = new Map();
  #isStopped = false;

  /** @param onChange called when more is read, until the reader is stopped */
  constructor(request: DifferenceRequest, onChange: (found: FoundDifferences) => void) {
    this.#request = request;
    this.#onChange = onChange;
    void this.#read(0);
  }

  /** Cancels what is being read. */
  stop(): void {
    this.#isStopped = true;
    this.#reads.clear();
    for (const job of this.#jobs) {
      job.cancel();
    }
  }

  readonly #want = (at: number): void => {
    const page = Math.floor(at / pageSize);
    if (!this.#isStopped && !this.#pages.has(page)) {
      this.#reads.want(`${page}`);
    }
  };

  async #read(page: number): Promise<void> {
    if (this.#isStopped || this.#pages.has(page)) {
      return;
    }
    const { query, ...pair } = this.#request;
    const start = page * pageSize;
    const job = api.startJob("compare:differences", {
      ...pair,
      query: { ...query, start, count: pageSize },
    });
    this.#jobs.add(job);
    const result = await job.result;
    this.#jobs.delete(job);
    if (this.#isStopped) {
      return;
    }
    if (!result.ok) {
      this.#onChange({ kind: "failed", failure: result.error });
      return;
    }
    const { total, differences } = result.value;
    const pages = new Map([
      ...[...this.#pages].slice(1 - maxPages),
      [page, fileItems(differences, start)] as const,
    ]);
    this.#pages = pages;
    this.#onChange({
      kind: "read",
      total,
      itemAt: (at) => pages.get(Math.floor(at / pageSize))?.[at % pageSize],
      want: this.#want,
    });
  }
}
