import { abortable } from "../../async/abortable.ts";
import { SharedTask } from "../../async/sharedTask.ts";
import { EngineError } from "../../errors.ts";
import { isTagUnlisted } from "./forbiddenTag.ts";
import { isHtml } from "./http/responseHeaders.ts";
import { type ListBounds, parseNextLink, readPages } from "./pagination.ts";
import type { ReferrersApiSupport } from "./referrersApiSupport.ts";
import type { Repository } from "./repository.ts";
import { listTags, parseTags, tagList } from "./tags.ts";

/** Listing is not worth it for fewer lookups. */
const minLookups = 4;
/** Tags per page. Some registries reject more than 1,000 (go-containerregistry `options.go`). */
const pageSize = 1000;
/** Lookups run concurrently, up to this number; pages of a list do not. */
const concurrentLookups = 32;
/** Approximate size of the request and response of one lookup, in bytes. */
const lookupBytes = 2048;
/** Approximate time of one lookup among many, in milliseconds. */
const lookupTime = 2;
/** A list of this many bytes takes no longer than one lookup. */
const smallListBytes = 64 * 1024;
/** Milliseconds for which a list is considered current. */
const freshFor = 10_000;
/** Milliseconds after which a failed listing is tried again. */
const failedFor = 300_000;

/** Statuses with which registries refuse to list tags. */
const refusalStatuses = [400, 401, 403, 404, 405, 406, 410, 501];
/** Those that concern the repository or the login only, not the registry. */
const repositoryStatuses: ReadonlySet<number> = new Set([401, 403, 404]);

type Listing =
  /** All tags of the repository. */
  | { readonly kind: "complete"; readonly tags: ReadonlySet<string> }
  /** The registry does not list the tags, or may have omitted some; `everywhere`: in none of its repositories. */
  | { readonly kind: "refused"; readonly everywhere: boolean }
  /** The list costs more than the lookups it replaces, or was interrupted. */
  | { readonly kind: "failed" };

interface StartedListing {
  readonly result: Promise<Listing>;
  readonly startedAt: number;
}

/**
 * Finds out which fallback tags exist by one listing of the repository's tags. At a registry without the referrers
 * API, each digest takes a request for a fallback tag, and most of these tags do not exist: for many digests, a
 * listing saves those requests. It is used only if it is complete and cheaper.
 */
export class FallbackTagListing {
  readonly #repository: Repository;
  readonly #support: ReferrersApiSupport;
  /** Announced lookups that are not done. */
  #expected = 0;
  #listing: StartedListing | undefined;
  /** The full listing after a lookup was forbidden. */
  #fullListing:
    | { readonly tags: SharedTask<readonly string[]>; readonly startedAt: number }
    | undefined;
  /** The last failed listing: for how many lookups it was tried, and until when it is not tried again for as many. */
  #failed = { lookups: 0, until: 0 };
  /** The last tag known to exist, which must be listed. */
  #lastSeen: { readonly tag: string; readonly at: number } | undefined;
  /** Tags written by this process, which an older listing may lack. */
  readonly #written = new Set<string>();

  constructor(repository: Repository, support: ReferrersApiSupport) {
    this.#repository = repository;
    this.#support = support;
  }

  /**
   * Announces lookups of this many digests.
   * @returns a function to call after the lookups; later lookups use a new listing
   */
  prepare(lookups: number): () => void {
    this.#expected += lookups;
    let isDone = false;
    return () => {
      if (isDone) {
        return;
      }
      isDone = true;
      this.#expected -= lookups;
      if (this.#expected === 0) {
        this.#listing = undefined;
      }
    };
  }

  /** Records a tag that was just read. A listing without it is outdated or incomplete. */
  recordRead(tag: string): void {
    this.#lastSeen = { tag, at: Date.now() };
    this.#fullListing = undefined;
  }

  /** Records a tag that was just written. */
  recordWrite(tag: string): void {
    this.#lastSeen = { tag, at: Date.now() };
    this.#written.add(tag);
  }

  /** Whether a tag may exist. False only if a complete listing lacks it. Rejects only if aborted. */
  async mayExist(tag: string, signal: AbortSignal): Promise<boolean> {
    if (this.#written.has(tag)) {
      return true;
    }
    const listing = await this.#getListing(signal);
    return listing?.kind === "complete" ? listing.tags.has(tag) : true;
  }

  /** Whether the full list of tags lacks a tag whose lookup was forbidden. False if tags cannot be listed. */
  async isUnlisted(tag: string, signal: AbortSignal): Promise<boolean> {
    if (this.#written.has(tag)) {
      return false;
    }
    return await isTagUnlisted(
      this.#repository,
      { tag, list: () => this.#listAll(signal) },
      signal,
    );
  }

  #listAll(signal: AbortSignal): Promise<readonly string[]> {
    const now = Date.now();
    const last = this.#fullListing;
    if (last && now - last.startedAt < freshFor && !last.tags.isAborted) {
      return last.tags.wait(signal);
    }
    const tags = new SharedTask((until) => listTags(this.#repository, until, { origin: true }));
    this.#fullListing = { tags, startedAt: now };
    return tags.wait(signal);
  }

  async #getListing(signal: AbortSignal): Promise<Listing | undefined> {
    const started = this.#currentListing();
    if (!started) {
      return undefined;
    }
    const listing = await abortable(started.result, signal);
    const seen = this.#recentlySeen();
    const isOutdated = seen !== undefined && !this.#written.has(seen) && lacks(listing, seen);
    if (!isOutdated) {
      return listing;
    }
    if (this.#listing === started) {
      this.#listing = undefined;
    }
    return undefined;
  }

  /** The recent listing, or a new one if it may be worth it. */
  #currentListing(): StartedListing | undefined {
    const now = Date.now();
    if (this.#listing && now - this.#listing.startedAt < freshFor) {
      return this.#listing;
    }
    const lookups = this.#expected;
    // A listing that cost too much may be worth it for twice as many lookups.
    const hasFailed = now < this.#failed.until && lookups < 2 * this.#failed.lookups;
    if (lookups < minLookups || hasFailed || !this.#support.mayListTags) {
      return undefined;
    }
    this.#listing = { result: this.#startListing(lookups), startedAt: now };
    return this.#listing;
  }

  #recentlySeen(): string | undefined {
    const seen = this.#lastSeen;
    return seen && Date.now() - seen.at < freshFor ? seen.tag : undefined;
  }

  /** Starts a listing that other callers share, so it is not aborted with the first one. */
  async #startListing(lookups: number): Promise<Listing> {
    const bounds = {
      pages: Math.max(2, Math.floor(lookups / concurrentLookups)),
      bytes: Math.max(smallListBytes, lookups * lookupBytes),
    };
    const { tagList: minTime } = this.#repository.client.timeouts;
    const deadline = AbortSignal.timeout(Math.max(minTime, lookups * lookupTime));
    // A listing that lacks a tag that existed before is incomplete.
    const seen = this.#recentlySeen();
    const listed = await listWithin(this.#repository, bounds, deadline);
    const isIncomplete = seen !== undefined && lacks(listed, seen);
    const listing: Listing = isIncomplete ? { kind: "refused", everywhere: false } : listed;
    if (listing.kind === "complete") {
      return listing;
    }
    if (listing.kind === "refused" && listing.everywhere) {
      this.#support.learnNoTagLists();
    }
    this.#failed = {
      lookups: listing.kind === "failed" ? lookups : Infinity,
      until: Date.now() + failedFor,
    };
    return listing;
  }
}

function lacks(listing: Listing, tag: string): boolean {
  return listing.kind === "complete" && !listing.tags.has(tag);
}

/**
 * Lists all tags of a repository within bounds. Never rejects.
 * Source: distribution-spec 1.1, "Listing Tags".
 */
async function listWithin(
  repository: Repository,
  bounds: ListBounds,
  signal: AbortSignal,
): Promise<Listing> {
  const tags = new Set<string>();
  const list = { ...tagList(repository, `?n=${pageSize}`), accept: refusalStatuses, bounds };
  try {
    for await (const page of readPages(repository.client, list, signal)) {
      if (page.status !== 200) {
        const everywhere = !repositoryStatuses.has(page.status) || isHtml(page);
        return { kind: "refused", everywhere };
      }
      const listed = parseTags(page);
      for (const tag of listed) {
        tags.add(tag);
      }
      // Some registries truncate a list at the page size without a link to the next page (`crane registry serve`).
      const isLast = parseNextLink(page.header("link")) === undefined;
      if (isLast && listed.length === pageSize) {
        return { kind: "refused", everywhere: false };
      }
    }
    return { kind: "complete", tags };
  } catch (error) {
    const isInvalid = error instanceof EngineError && error.code === "registry_invalid";
    return isInvalid ? { kind: "refused", everywhere: false } : { kind: "failed" };
  }
}
