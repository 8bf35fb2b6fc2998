import { EngineError } from "../../errors.ts";
import { SharedTask } from "../../async/sharedTask.ts";
import { abortable } from "../../async/abortable.ts";
import { isTagUnlisted } from "./forbiddenAsNotFound.ts";
import type { Repository } from "./repository.ts";
import { parseNextLink, type ListBounds, readPages } from "./pagination.ts";
import type { ReferrersApiSupport } from "./referrersApiSupport.ts";
import { listTags, readTags, tagList } from "./tags.ts";
import { isHtml } from "./http/responseHeaders.ts";

/** Digests below which a listing saves too little to be worth it. */
const fewest = 4;
/** Tags asked for in one page; more than 1,000 is an error at some registries (go-containerregistry `options.go`). */
const pageSize = 1000;
/** Pages come one after the other, questions for a digest this many at once. */
const atOnce = 32;
/** Bytes that the question for one digest costs on the wire, about. */
const questionBytes = 2048;
/** Milliseconds that it takes in the long run, about. */
const questionTime = 2;
/** Bytes of a listing that cost no more time than a question. */
const smallListing = 64 * 1024;
/** Milliseconds for which a listing is taken to be true. */
const freshFor = 10_000;
/** Milliseconds after which a listing that did not work is tried again. */
const failedFor = 300_000;

/** Statuses by which registries refuse to list tags. */
const refusals = [400, 401, 403, 404, 405, 406, 410, 501];
/** Those among them that are about the repository, and about who asks. */
const refusalsHere: ReadonlySet<number> = new Set([401, 403, 404]);

type Listing =
  /** All tags of the repository. */
  | { readonly kind: "complete"; readonly tags: ReadonlySet<string> }
  /** The registry lists no tags here, or may have left some out. `everywhere`: not in any of its repositories. */
  | { readonly kind: "refused"; readonly everywhere: boolean }
  /** It costs more than the questions that it is to save, or broke off. */
  | { readonly kind: "failed" };

interface Begun {
  readonly result: Promise<Listing>;
  readonly begunAt: number;
}

/**
 * Tells which fallback tags a repository has. Where a registry has no list of referrers, each digest's tag must be
 * asked for, and most do not exist: where many digests are looked up, one listing of the tags saves those
 * requests. It is used only if it is complete and cheaper.
 */
export class FallbackTagListing {
  readonly #repository: Repository;
  readonly #support: ReferrersApiSupport;
  /** Digests that are being looked up, or are going to be. */
  #expected = 0;
  #listing: Begun | undefined;
  /** The listing after a refusal. */
  #all: { readonly tags: SharedTask<readonly string[]>; readonly begunAt: number } | undefined;
  /** The listing that did not work: for how many digests it was tried, and until when that counts. */
  #failed = { digests: 0, until: 0 };
  /** A tag that is there, and so must be listed. */
  #seen: { readonly tag: string; readonly at: number } | undefined;
  /** Tags that were written here, which a listing may lack that was taken before. */
  readonly #written = new Set<string>();

  constructor(repository: Repository, support: ReferrersApiSupport) {
    this.#repository = repository;
    this.#support = support;
  }

  /**
   * Say that so many digests are going to be looked up.
   * @returns to be called when they were: the next ones get a new listing
   */
  expect(digests: number): () => void {
    this.#expected += digests;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#expected -= digests;
      if (this.#expected === 0) this.#listing = undefined;
    };
  }

  /** Note a tag that was just read. A listing that lacks it is older, or not complete. */
  see(tag: string): void {
    this.#seen = { tag, at: Date.now() };
    this.#all = undefined;
  }

  /** Note a tag that was just written. */
  write(tag: string): void {
    this.#seen = { tag, at: Date.now() };
    this.#written.add(tag);
  }

  /** Whether a tag may exist; false only where a listing says that it does not. Rejects only when cancelled. */
  async mayExist(tag: string, signal: AbortSignal): Promise<boolean> {
    if (this.#written.has(tag)) return true;
    const listing = await this.#list(signal);
    return listing?.kind === "complete" ? listing.tags.has(tag) : true;
  }

  /**
   * Whether all tags were listed and lack one, after the registry refused it; one listing serves for a while. False
   * where they cannot be listed.
   */
  async lacks(tag: string, signal: AbortSignal): Promise<boolean> {
    if (this.#written.has(tag)) return false;
    return await isTagUnlisted(this.#repository, tag, signal, () => this.#listAll(signal));
  }

  #listAll(signal: AbortSignal): Promise<readonly string[]> {
    const now = Date.now();
    const isFresh = this.#all && now - this.#all.begunAt < freshFor && !this.#all.tags.isAborted;
    if (!this.#all || !isFresh) {
      const tags = new SharedTask((until) => listTags(this.#repository, until, { origin: true }));
      this.#all = { tags, begunAt: now };
    }
    return this.#all.tags.wait(signal);
  }

  async #list(signal: AbortSignal): Promise<Listing | undefined> {
    const begun = this.#current();
    if (!begun) return undefined;
    const listing = await abortable(begun.result, signal);
    const seen = this.#seenLately();
    const isOld = seen !== undefined && !this.#written.has(seen) && isWithout(listing, seen);
    if (!isOld) return listing;
    if (this.#listing === begun) this.#listing = undefined;
    return undefined;
  }

  /** The listing that was taken lately, or a new one where it may be worth it. */
  #current(): Begun | undefined {
    const now = Date.now();
    if (this.#listing && now - this.#listing.begunAt < freshFor) return this.#listing;
    const digests = this.#expected;
    // What was too much for some may be worth it for twice as many.
    const failed = now < this.#failed.until && digests < 2 * this.#failed.digests;
    if (digests < fewest || failed || !this.#support.listsTags) return undefined;
    this.#listing = { result: this.#begin(digests), begunAt: now };
    return this.#listing;
  }

  #seenLately(): string | undefined {
    return this.#seen && Date.now() - this.#seen.at < freshFor ? this.#seen.tag : undefined;
  }

  /** A listing that others may wait for too: it does not end with the one that began it. */
  async #begin(digests: number): Promise<Listing> {
    const bounds = {
      pages: Math.max(2, Math.floor(digests / atOnce)),
      bytes: Math.max(smallListing, digests * questionBytes),
    };
    const { tagList: shortest } = this.#repository.client.timeouts;
    const deadline = AbortSignal.timeout(Math.max(shortest, digests * questionTime));
    // A list that lacks a tag that was there before it was begun is not complete.
    const seen = this.#seenLately();
    const listed = await listWithin(this.#repository, bounds, deadline);
    const isWhole = seen === undefined || !isWithout(listed, seen);
    const listing: Listing = isWhole ? listed : { kind: "refused", everywhere: false };
    if (listing.kind === "complete") return listing;
    if (listing.kind === "refused" && listing.everywhere) this.#support.learnNoTagLists();
    const tried = listing.kind === "failed" ? digests : Infinity;
    this.#failed = { digests: tried, until: Date.now() + failedFor };
    return listing;
  }
}

function isWithout(listing: Listing, tag: string): boolean {
  return listing.kind === "complete" && !listing.tags.has(tag);
}

/**
 * List all tags of a repository, if that takes no more than the bounds. Never rejects.
 * Source: distribution-spec 1.1, "Listing Tags".
 */
async function listWithin(
  repository: Repository,
  bounds: ListBounds,
  signal: AbortSignal,
): Promise<Listing> {
  const tags = new Set<string>();
  const list = { ...tagList(repository, `?n=${pageSize}`), accept: refusals, bounds };
  try {
    for await (const page of readPages(repository.client, list, signal)) {
      if (page.status !== 200) {
        const everywhere = !refusalsHere.has(page.status) || isHtml(page);
        return { kind: "refused", everywhere };
      }
      const listed = readTags(page);
      for (const tag of listed) tags.add(tag);
      // Some registries cut a list at what was asked for and do not say that there is more (`crane registry serve`).
      const isLast = parseNextLink(page.header("link")) === undefined;
      if (isLast && listed.length === pageSize) return { kind: "refused", everywhere: false };
    }
    return { kind: "complete", tags };
  } catch (error) {
    const isInvalid = error instanceof EngineError && error.code === "registry_invalid";
    return isInvalid ? { kind: "refused", everywhere: false } : { kind: "failed" };
  }
}
