import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Created } from "../imagetools/create.ts";
import type { Resolved } from "../imagetools/resolve.ts";
import type { Subject } from "./prepare.ts";

/** What `create` made, as something to push. */
export function subjectOf(created: Created, command: string): Subject {
  const { sources, combination, filtered, referrers } = created;
  const sourceOf = (digest: string): Resolved | undefined => {
    const position = combination.named.get(digest)?.[0];
    if (position !== undefined) return sources[position];
    // An attestation that was found as a referrer is where its image is.
    const added = filtered.added.find((entry) => entry.digest === digest);
    const image = added && attestedDigest(added);
    return image === undefined ? undefined : sourceOf(image);
  };
  return {
    kind: "compose",
    root: filtered.content,
    storeOf: (digest) => sourceOf(digest)?.store,
    rootStore: filtered.origin === "copy" ? sources[0]?.store : undefined,
    seen: new Set(sources.map(({ content }) => content.digest)),
    referrers,
    command,
  };
}

/** One source under other tags: its own bytes, whatever they are. */
export function retagSubject(
  source: Resolved,
  referrers: Subject["referrers"],
  command: string,
): Subject {
  return {
    kind: "retag",
    root: source.content,
    storeOf: () => source.store,
    rootStore: source.store,
    seen: new Set([source.content.digest]),
    referrers,
    command,
  };
}
