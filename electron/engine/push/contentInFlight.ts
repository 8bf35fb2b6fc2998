import type { Plan } from "../../../shared/plan.ts";
import { abortable } from "../async/abortable.ts";

/** The content that a push is bringing, by where it goes and its digest: what waits for it finds it here. */
export class ContentInFlight {
  readonly #inFlight = new Map<string, Promise<void>>();
  /** The repositories that blobs are copied from, by where they go. */
  readonly #sources = new Map<string, string>();

  constructor({ repositories }: Pick<Plan, "repositories">) {
    for (const { repository, blobs } of repositories)
      for (const { digest, action } of blobs)
        if (action.kind === "copy") this.#sources.set(keyOf(repository, digest), action.from);
  }

  /** Note what is on its way. */
  add(repository: string, digest: string, arrival: Promise<void>): void {
    this.#inFlight.set(keyOf(repository, digest), arrival);
  }

  /** Content that is on its way to a repository; undefined where it is not. */
  get(repository: string, digest: string): Promise<void> | undefined {
    return this.#inFlight.get(keyOf(repository, digest));
  }

  /**
   * Wait for a blob that another repository is to be mounted from and that is copied there first. Only such a copy is
   * waited for, and a copy waits for nothing, so no two wait for each other, whatever a plan's file says.
   * @returns the repository to copy it from where it cannot be mounted
   */
  async awaitCopy(repository: string, digest: string, signal: AbortSignal): Promise<string> {
    const source = this.#sources.get(keyOf(repository, digest));
    if (source === undefined) return repository;
    // Where that failed, its own part of the push says so.
    const arrival = this.get(repository, digest)?.catch(() => {});
    if (arrival) await abortable(arrival, signal);
    return source;
  }
}

function keyOf(repository: string, digest: string): string {
  return `${repository} ${digest}`;
}
