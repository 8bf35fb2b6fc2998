import type { Engine } from "../../engine/engine.ts";
import { reportCount } from "../countProgress.ts";
import { handleJob } from "../handleJob.ts";

/** Handlers of suggestions for references: completions while typing, and tags in place of a missing one. */
export function handleSuggestions(engine: Engine): void {
  handleJob("reference:complete", ({ text }, signal, reporter) =>
    engine.suggestions.complete(text, signal, {
      onTags: reportCount(reporter, { message: (count) => `Listing tags… ${count} so far` }),
      onRecent: (completion) => reporter.reportNow({ kind: "completion", completion }),
    }),
  );
  handleJob("reference:suggestTags", ({ text }, signal) =>
    engine.suggestions.suggestTags(text, signal),
  );
}
