import type { Engine } from "../../engine/engine.ts";
import { reportCount } from "../countProgress.ts";
import { handleJob } from "../handleJob.ts";

/** Handlers of the pages of repositories and registries: list tags and repositories, read what tags point to. */
export function handleTags({ tagPages }: Engine): void {
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
}
