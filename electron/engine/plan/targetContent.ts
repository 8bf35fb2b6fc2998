import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { Successors } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";
import { checkManifest, type ManifestPresence } from "./checkManifest.ts";
import type { PushSource } from "./pushSource.ts";
import { listedReferrers } from "./referrersToCopy.ts";

/** Entries of the root above which one request checks whether the repository is empty. */
const manyEntries = 4;

/** Tells which manifests a target has, with as few requests as possible. */
export class TargetContent {
  readonly #target: Store;
  readonly #source: PushSource;
  readonly #root: Successors;
  readonly #signal: AbortSignal;
  #isTargetNew: Promise<boolean> | undefined;

  /** @param root what the source's root points to */
  constructor(
    { target, source, root }: { target: Store; source: PushSource; root: Successors },
    signal: AbortSignal,
  ) {
    this.#target = target;
    this.#source = source;
    this.#root = root;
    this.#signal = signal;
  }

  /** Whether the target has the root. A composed index counts as new: if it exists, it costs one extra PUT. */
  async hasRoot(): Promise<boolean> {
    const { root, rootStore, kind } = this.#source;
    if (rootStore === this.#target) {
      return true;
    }
    if (!rootStore && kind === "compose") {
      return false;
    }
    const { mediaType, digest, bytes } = root;
    const descriptor = { mediaType, digest, size: bytes.byteLength };
    // If the answer is 403, the root is pushed: its bytes are in the plan.
    const { kind: presence } = await checkManifest(this.#target, descriptor, this.#signal);
    if (presence !== "exists") {
      return false;
    }
    const { subject } = this.#root;
    if (subject === undefined) {
      return true;
    }
    return (await listedReferrers(this.#target, subject, this.#signal)).has(digest);
  }

  /**
   * Whether the target has a manifest.
   * @param from the stores that list it
   */
  async check(manifest: Descriptor, from: readonly Store[]): Promise<ManifestPresence> {
    if (this.#source.fetchedFrom(manifest.digest).includes(this.#target)) {
      return { kind: "exists" };
    }
    // If a repository taken for empty has content after all, it is pushed again, which changes nothing. But if the
    // target is itself a source, no other store may have the manifest.
    if (!from.includes(this.#target) && (await this.isNew())) {
      return { kind: "absent" };
    }
    return await checkManifest(this.#target, manifest, this.#signal);
  }

  /** Whether the target is known to be empty; asked only if that may save many requests. */
  isNew(): Promise<boolean> {
    this.#isTargetNew ??=
      this.#root.children.length > manyEntries && this.#source.kind !== "restore"
        ? this.#target.isNew(this.#signal)
        : Promise.resolve(false);
    return this.#isTargetNew;
  }

  /**
   * Whether a manifest of this type that the target has is complete: everything below it exists, too. A repair asks for
   * everything, since a registry may have lost some of it.
   */
  isComplete(mediaType: string): boolean {
    return (
      this.#source.kind !== "repair" && this.#target.kind === "registry" && !isIndexType(mediaType)
    );
  }
}
