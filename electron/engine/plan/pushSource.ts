import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { CopyReferrers } from "../../../shared/draft.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { Created } from "../compose/create.ts";
import type { Store } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";

/** What is to be pushed, and where each piece of it is. */
export interface PushSource {
  readonly kind: Plan["kind"];
  readonly root: Content;
  /** The stores that name a direct child of the root. */
  readonly storesOf: (digest: string) => readonly Store[];
  /** The stores that a manifest was fetched from just now, and so need not be asked for it. */
  readonly fetchedFrom: (digest: string) => readonly Store[];
  /** The store that the root was fetched from, where it is a copy. */
  readonly rootStore: Store | undefined;
  readonly copyReferrers: CopyReferrers;
  /** The same as a command line; empty where there is none, or the plan tells it. */
  readonly command: string;
}

/** Milliseconds that a manifest, once fetched, is taken to be still there without asking again. */
const fresh = 10_000;

/** What `create` made, as something to push. */
export function composedSource(
  created: Created,
  copyReferrers: CopyReferrers,
  command: string,
): PushSource {
  const { sources, combination, filtered } = created;
  const added = new Map(filtered.added.map((entry) => [entry.digest, entry]));
  const storesOf = (digest: string): readonly Store[] => {
    const named = combination.named.get(digest);
    if (named) return named.flatMap((position) => sources[position]?.store ?? []);
    // An attestation that was found as a referrer is where its image is.
    const attestation = added.get(digest);
    const image = attestation && attestedDigest(attestation);
    return image === undefined ? [] : storesOf(image);
  };
  const fetched = new Map<string, Store[]>();
  for (const { content, store, fetchedAt } of sources) {
    if (Date.now() - fetchedAt > fresh) continue;
    fetched.set(content.digest, [...(fetched.get(content.digest) ?? []), store]);
  }
  return {
    kind: "compose",
    root: filtered.content,
    storesOf,
    fetchedFrom: (digest) => fetched.get(digest) ?? [],
    rootStore: filtered.origin === "copy" ? sources[0]?.store : undefined,
    copyReferrers,
    command,
  };
}

/** Content under other tags: its own bytes, whatever they are. */
export function retagSource(root: Content, store: Store, copyReferrers: CopyReferrers): PushSource {
  return { kind: "retag", root, ...from(root, store), copyReferrers, command: "" };
}

/** What a tag held before, back into the repository that it was in. */
export function restoreSource(root: Content, store: Store): PushSource {
  return {
    kind: "restore",
    root,
    storesOf: () => [store],
    fetchedFrom: () => [],
    // The manifest itself may be gone by now; its bytes were kept.
    rootStore: undefined,
    copyReferrers: { referrers: "none", digestTags: false },
    command: "",
  };
}

function from(
  root: Content,
  store: Store,
): Pick<PushSource, "storesOf" | "fetchedFrom" | "rootStore"> {
  return {
    storesOf: () => [store],
    fetchedFrom: (digest) => (digest === root.digest ? [store] : []),
    rootStore: store,
  };
}
