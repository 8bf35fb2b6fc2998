import type { Failure } from "../../../../shared/errors.ts";
import type { CopyReferrers } from "../../../../shared/draft.ts";
import type { Plan } from "../../../../shared/plan.ts";
import { api } from "../../../api.ts";
import type { PlanRequest } from "../../push/pushQueueStore.ts";
import type { NamedCopy } from "./nameCopies.ts";

export type RetagRequest = Extract<PlanRequest, { kind: "retag" }>;

/** The copies of one digest, and their plan. */
export interface PlannedCopy {
  readonly tags: readonly string[];
  readonly request: RetagRequest;
  readonly plan: Plan;
}

/** Why the copies of some tags cannot be planned. */
export interface RefusedCopy {
  readonly tags: readonly string[];
  readonly failure: Failure;
}

export interface CopyOrder {
  readonly repository: string;
  readonly target: string;
  readonly copies: readonly NamedCopy[];
  readonly copyReferrers: CopyReferrers;
  readonly noClobber: boolean;
}

/** Plans made at the same time. */
const maxConcurrent = 3;

/** Runs work on items, a few at a time, in order. */
async function runFew<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: maxConcurrent }, async () => {
      for (const [at, item] of queue) {
        results[at] = await work(item);
      }
    }),
  );
  return results;
}

/** Returns a retag for each digest: the same tags of one digest are one plan. */
export function requestsByDigest(
  { repository, target, copies, copyReferrers, noClobber }: CopyOrder,
  digests: ReadonlyMap<string, string>,
): readonly Omit<PlannedCopy, "plan">[] {
  const groups = Map.groupBy(copies, ({ tag }) => digests.get(tag) ?? "");
  return [...groups].flatMap(([digest, group]) => {
    const [first] = group;
    return first === undefined || digest === ""
      ? []
      : [
          {
            tags: [...new Set(group.map(({ tag }) => tag))],
            request: {
              kind: "retag" as const,
              // By digest: what was reviewed is what is copied.
              source: `${repository}@${digest}`,
              targets: group.map(({ name }) => `${target}:${name}`),
              copyReferrers,
              readFrom: `${repository}:${first.tag}`,
              noClobber,
            },
          },
        ];
  });
}

/** Planning that can be stopped. */
export class CopyPlanning {
  readonly #running = new Set<{ readonly cancel: () => void }>();
  #isStopped = false;

  /**
   * Plans the copies, a plan for each digest.
   * @param known the digests of tags that were read before
   * @param onProgress called with the number of plans made
   * @returns undefined if planning was stopped
   */
  async plan(
    order: CopyOrder,
    known: ReadonlyMap<string, string>,
    onProgress: (done: number, total: number) => void,
  ): Promise<
    { readonly plans: readonly PlannedCopy[]; readonly refused: readonly RefusedCopy[] } | undefined
  > {
    const tags = [...new Set(order.copies.map(({ tag }) => tag))];
    const digests = new Map(known);
    const refused: RefusedCopy[] = [];
    await runFew(
      tags.filter((tag) => !digests.has(tag)),
      async (tag) => {
        const { repository } = order;
        const result = await this.#run(() =>
          api.startJob("tags:describe", { repository, tag, summary: false }),
        );
        if (result?.ok === true) {
          digests.set(tag, result.value.digest);
        } else if (result !== undefined) {
          refused.push({ tags: [tag], failure: result.error });
        }
      },
    );
    const requests = requestsByDigest(order, digests);
    let done = 0;
    onProgress(done, requests.length);
    const planned = await runFew(requests, async (each) => {
      const result = await this.#run(() => api.startJob("plan:make", { request: each.request }));
      done += 1;
      onProgress(done, requests.length);
      if (result?.ok === false) {
        refused.push({ tags: each.tags, failure: result.error });
      }
      return result?.ok === true ? { ...each, plan: result.value } : undefined;
    });
    return this.#isStopped ? undefined : { plans: planned.flatMap((one) => one ?? []), refused };
  }

  stop(): void {
    this.#isStopped = true;
    this.#running.forEach((job) => job.cancel());
  }

  async #run<J extends { readonly result: Promise<unknown>; readonly cancel: () => void }>(
    start: () => J,
  ): Promise<Awaited<J["result"]> | undefined> {
    if (this.#isStopped) {
      return undefined;
    }
    const job = start();
    this.#running.add(job);
    try {
      return (await job.result) as Awaited<J["result"]>;
    } finally {
      this.#running.delete(job);
    }
  }
}
