import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { Created } from "../imagetools/create.ts";
import type { Content, Store } from "../store.ts";

/** What is to be pushed, and where each piece of it is. */
export interface Subject {
  readonly kind: Plan["kind"];
  readonly root: Content;
  /** The stores that name a direct child of the root. */
  readonly storesOf: (digest: string) => readonly Store[];
  /** The store that the root was fetched from, where it is a copy. */
  readonly rootStore: Store | undefined;
  readonly referrers: (store: Store, digest: string) => Promise<readonly Descriptor[]>;
  /** The same as a command line. */
  readonly command: string;
}

/** What `create` made, as something to push. */
export function subjectOf(created: Created, command: string): Subject {
  const { sources, combination, filtered, referrers } = created;
  const storesOf = (digest: string): readonly Store[] => {
    const named = combination.named.get(digest);
    if (named) return named.flatMap((position) => sources[position]?.store ?? []);
    // An attestation that was found as a referrer is where its image is.
    const added = filtered.added.find((entry) => entry.digest === digest);
    const image = added && attestedDigest(added);
    return image === undefined ? [] : storesOf(image);
  };
  return {
    kind: "compose",
    root: filtered.content,
    storesOf,
    rootStore: filtered.origin === "copy" ? sources[0]?.store : undefined,
    referrers,
    command,
  };
}

/** Content under other tags: its own bytes, whatever they are. */
export function retagSubject(
  root: Content,
  store: Store,
  referrers: Subject["referrers"],
  command: string,
): Subject {
  return { kind: "retag", root, storesOf: () => [store], rootStore: store, referrers, command };
}
