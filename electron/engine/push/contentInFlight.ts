import type { Plan } from "../../../shared/plan.ts";
import { abortable } from "../async/abortable.ts";

/** The blobs and manifests that a push is pushing, by target repository and digest, for others to wait for. */
export class ContentInFlight {
  readonly #pushes = new Map<string, Promise<void>>();
  /** The repositories that blobs are copied from. */
  readonly #copySources = new Map<string, string>();

  constructor({ repositories }: Pick<Plan, "repositories">) {
    for (const { repository, blobs } of repositories) {
      for (const { digest, action } of blobs) {
        if (action.kind === "copy") {
          this.#copySources.set(keyOf(repository, digest), action.from);
        }
      }
    }
  }

  /** Adds the push of a digest to a repository. */
  add(repository: string, digest: string, push: Promise<void>): void {
    this.#pushes.set(keyOf(repository, digest), push);
  }

  /** Returns the push of a digest to a repository, or undefined if the plan does not push it. */
  get(repository: string, digest: string): Promise<void> | undefined {
    return this.#pushes.get(keyOf(repository, digest));
  }

  /**
   * Waits until a blob is copied to the repository that it is going to be mounted from. Mounts wait only for copies, and
   * copies wait for nothing, so an edited plan cannot cause a deadlock.
   * @returns the repository to copy the blob from if the mount is refused
   */
  async waitForCopy(repository: string, digest: string, signal: AbortSignal): Promise<string> {
    const source = this.#copySources.get(keyOf(repository, digest));
    if (source === undefined) {
      return repository;
    }
    // The other repository reports a failed copy.
    const copy = this.get(repository, digest)?.catch(() => {});
    if (copy) {
      await abortable(copy, signal);
    }
    return source;
  }
}

function keyOf(repository: string, digest: string): string {
  return `${repository} ${digest}`;
}
