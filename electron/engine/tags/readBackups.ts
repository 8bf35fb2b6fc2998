import pLimit from "p-limit";
import type { AffectedManifest, Deletion, ManifestBackup } from "../../../shared/deletion.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound, isTransient } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { isManifestLike, successors } from "../oci/successors.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";

/** Manifests that are read at the same time. */
const maxReads = 8;

/** What the journal has room for. */
interface BackupLimits {
  /** Bytes of the manifests to delete. */
  readonly deletedBytes: number;
  /** The number and bytes of the manifests that the registry may delete with them. */
  readonly related: number;
  readonly relatedBytes: number;
}

const journalLimits: BackupLimits = {
  deletedBytes: 128 * 1024 * 1024,
  related: 1000,
  relatedBytes: 8 * 1024 * 1024,
};

/** What the journal will keep of a manifest to delete. */
export interface ReadBackup {
  readonly state: ManifestBackup;
  /** The digest of its subject. */
  readonly subject?: string | undefined;
  /** The digests of the manifests that it lists. */
  readonly children: readonly string[];
  /** Manifests below it, those that refer to any of them, and so on. */
  readonly related: readonly Content[];
}

/** What manifests and their referrers are read from. */
type BackupStore = Pick<RegistryStore, "fetchManifest" | "referrers" | "prepareReferrers">;

/** A manifest to delete that was not read yet. */
export type UnreadManifest = Omit<AffectedManifest, "backup" | "listing">;

/** A deletion whose manifests are known. */
interface UnreadDeletion extends Pick<Deletion, "by"> {
  readonly manifests: readonly UnreadManifest[];
}

/**
 * Reads what a restore of a deletion would need, before anything is deleted: the manifests, and of those that lose their
 * last tag also what is below them and what refers to any of that. Harbor deletes both with a manifest, GitLab's garbage
 * collection what no tag leads to.
 * @returns the backups by digest
 * @throws EngineError `too_large` if the journal has no room for the manifests; or if the registry is unavailable
 */
export async function readBackups(
  store: BackupStore,
  { by, manifests }: UnreadDeletion,
  signal: AbortSignal,
  limits: BackupLimits = journalLimits,
): Promise<ReadonlyMap<string, ReadBackup>> {
  const limit = pLimit(maxReads);
  const walk = new RelatedWalk(store, limits, signal);
  const roots = await allOrAbort(manifests, signal, ({ digest }, until) =>
    limit(() => readRoot(store, digest, until)),
  );
  const bytes = roots.reduce((sum, { size }) => sum + size, 0);
  if (bytes > limits.deletedBytes) {
    throw new EngineError(
      "too_large",
      `The journal has no room for the ${manifests.length} manifests to delete.`,
      { hint: "Delete fewer tags at once." },
    );
  }
  const backups = new Map<string, ReadBackup>();
  for (const [at, { digest, otherTags, referrers = [] }] of manifests.entries()) {
    const root = roots[at];
    if (root?.kind !== "read") {
      backups.set(digest, {
        state: { kind: "none", reason: root?.reason ?? "" },
        children: [],
        related: [],
      });
      continue;
    }
    const losesLastTag = by === "digest" || otherTags.length === 0;
    const { related, left } = losesLastTag
      ? await walk.read([...root.children, ...referrers.map((each) => each.digest)])
      : { related: [], left: 0 };
    backups.set(digest, {
      state: left === 0 ? { kind: "whole" } : { kind: "partial", left },
      subject: root.subject,
      children: root.children,
      related,
    });
  }
  return backups;
}

/** What a manifest refers to. */
interface Links {
  /** The digests of the manifests that it lists. */
  readonly children: readonly string[];
  readonly subject: string | undefined;
}

type Root =
  | ({ readonly kind: "read"; readonly size: number } & Links)
  | { readonly kind: "unreadable"; readonly size: 0; readonly reason: string };

/** Reads a manifest to delete. Its bytes are not kept: there may be many, and each is read again before its deletion. */
async function readRoot(
  store: Pick<RegistryStore, "fetchManifest">,
  digest: string,
  signal: AbortSignal,
): Promise<Root> {
  try {
    const content = await store.fetchManifest({ digest }, signal);
    return { kind: "read", size: content.bytes.byteLength, ...linksOf(content) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError && isAboutContent(error)) {
      return { kind: "unreadable", size: 0, reason: error.message };
    }
    throw error;
  }
}

/** Whether a failure is about one manifest and stays: not about the login, the network or the registry as a whole. */
function isAboutContent(error: EngineError): boolean {
  if (error.code === "unauthorized" || error.code === "denied") {
    return false;
  }
  // distribution answers 500 if its storage has lost the bytes.
  return error.fault === "corrupt" || error.status === 500 || !isTransient(error);
}

/** Reads manifests below and around those to delete, up to the limits of the whole deletion. */
class RelatedWalk {
  readonly #store: BackupStore;
  readonly #signal: AbortSignal;
  readonly #limit = pLimit(maxReads);
  readonly #seen = new Set<string>();
  #freeCount: number;
  #freeBytes: number;

  constructor(store: BackupStore, { related, relatedBytes }: BackupLimits, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
    this.#freeCount = related;
    this.#freeBytes = relatedBytes;
  }

  /**
   * Reads manifests, what is below them and what refers to them.
   * @returns with the number of those that were left out; a list of referrers that cannot be read counts as one
   */
  async read(
    digests: readonly string[],
  ): Promise<{ readonly related: readonly Content[]; readonly left: number }> {
    const related: Content[] = [];
    let left = 0;
    let level = digests;
    while (level.length > 0) {
      const unread = [...new Set(level)].filter((digest) => !this.#seen.has(digest));
      const taken = unread.slice(0, this.#freeCount);
      this.#freeCount -= taken.length;
      left += unread.length - taken.length;
      const contents = await this.#limit.map(taken, (digest) => this.#fetch(digest));
      const read: Content[] = [];
      for (const content of contents) {
        if (content === "failed" || (content && content.bytes.byteLength > this.#freeBytes)) {
          left += 1;
        } else if (content) {
          this.#seen.add(content.digest);
          this.#freeBytes -= content.bytes.byteLength;
          read.push(content);
        }
      }
      related.push(...read);
      const referrers = await this.#referrersOf(read);
      left += referrers.failed;
      level = [...read.flatMap((content) => linksOf(content).children), ...referrers.digests];
    }
    return { related, left };
  }

  async #referrersOf(
    contents: readonly Content[],
  ): Promise<{ readonly digests: readonly string[]; readonly failed: number }> {
    const release = this.#store.prepareReferrers(contents.length, this.#signal);
    try {
      const lists = await this.#limit.map(contents, ({ digest }) => this.#listReferrers(digest));
      return {
        digests: lists.flatMap((list) => list ?? []),
        failed: lists.filter((list) => list === undefined).length,
      };
    } finally {
      release();
    }
  }

  /** @returns undefined if they cannot be read */
  async #listReferrers(digest: string): Promise<readonly string[] | undefined> {
    try {
      return (await this.#store.referrers(digest, this.#signal)).map((each) => each.digest);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EngineError) {
        return undefined;
      }
      throw error;
    }
  }

  /** @returns undefined if the registry does not have it: an index may list what was never pushed */
  async #fetch(digest: string): Promise<Content | "failed" | undefined> {
    try {
      return await this.#store.fetchManifest({ digest }, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isNotFound(error)) {
        return undefined;
      }
      if (error instanceof EngineError) {
        return "failed";
      }
      throw error;
    }
  }
}

/** What a manifest refers to; nothing if it is malformed. */
function linksOf(content: Content): Links {
  try {
    const detected = detectManifest(content, `manifest ${content.digest}`);
    const { children, subject } = successors(detected.content);
    return { children: children.filter(isManifestLike).map(({ digest }) => digest), subject };
  } catch (error) {
    if (error instanceof EngineError) {
      return { children: [], subject: undefined };
    }
    throw error;
  }
}
