import { countDeleted } from "../../../shared/countDeleted.ts";
import { showProgress } from "../../app/windowProgress.ts";
import type { Engine } from "../../engine/engine.ts";
import { reportCount } from "../countProgress.ts";
import { handleJob } from "../handleJob.ts";
import { markUnfinished } from "../jobs.ts";
import { intervalMs } from "../progressReporter.ts";
import { reportEnd } from "../reportEnd.ts";

/** Handlers of the pages of repositories and registries: list tags and repositories, read and delete tags. */
export function handleTags(engine: Engine): void {
  const { tagPages } = engine;
  handleJob("tags:list", ({ text, refresh }, signal, reporter) =>
    tagPages.list(text, signal, {
      refresh,
      onProgress: reportCount(reporter, { message: (count) => `Listing tags… ${count} so far` }),
    }),
  );
  handleJob("tags:describe", ({ repository, tag, digest, summary }, signal) =>
    tagPages.describe({ repository, tag, digest, summary }, signal),
  );
  handleJob("tags:digests", ({ repository, tags }, signal, reporter) => {
    const total = tags.length;
    const all = total.toLocaleString("en");
    const message = (done: string) => `Reading digests… ${done} of ${all}`;
    return tagPages.digests(
      { repository, tags },
      signal,
      reportCount(reporter, { message, total }),
    );
  });
  handleJob("catalog:list", ({ host }, signal, reporter) =>
    tagPages.catalog(host, signal, {
      onProgress: reportCount(reporter, {
        message: (count) => `Listing repositories… ${count} so far`,
      }),
    }),
  );
  handleJob("access:test", ({ text }, signal) => tagPages.testAccess(text, signal));
  handleJob("deletion:plan", ({ repository, tags, digests, by }, signal, reporter) =>
    engine.planDeletion({ repository, tags, digests, by }, signal, (done, total) =>
      reporter.report("working", intervalMs, () => ({
        kind: "working",
        message: `Reading the tags of the repository… ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`,
        done,
        total,
      })),
    ),
  );
  handleJob("deletion:execute", async ({ jobId, planId }, signal, reporter) => {
    const { repository, tags } = engine.reviewedDeletion(planId);
    const total = tags.length;
    const job = {
      jobId,
      kind: "delete",
      targets: `${repository}: ${countDeleted(tags)}`,
      following: 0,
    } as const;
    // The app asks before it quits meanwhile.
    markUnfinished(job);
    showProgress({ jobId, kind: "delete", share: undefined });
    return await reportEnd(job, reporter, () =>
      engine.delete(planId, signal, (done) => {
        showProgress({ jobId, kind: "delete", share: done / total });
        reporter.report("working", intervalMs, () => ({
          kind: "working",
          message: `Deleting… ${done} of ${countDeleted(tags)}`,
          done,
          total,
        }));
      }),
    );
  });
}
