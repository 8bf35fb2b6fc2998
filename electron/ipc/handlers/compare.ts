import type { Comparisons } from "../../engine/compare/comparisons.ts";
import { reportComparison, reportLayers } from "../compareProgress.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";

/** Handlers of Compare: two contents, their images and packages and files, and the platforms of one index. */
export function handleCompare(comparisons: Comparisons): void {
  handleJob("compare:open", ({ before, after }, signal, reporter) =>
    comparisons.open({ before, after }, signal, reportComparison(reporter)),
  );
  handleJob("compare:images", (request, signal, reporter) =>
    comparisons.images(request, signal, reportComparison(reporter)),
  );
  handleJob("compare:packages", (request, signal, reporter) =>
    comparisons.packages(request, signal, reportComparison(reporter)),
  );
  handleJob("compare:files", (request, signal, reporter) =>
    comparisons.files(request, signal, reportLayers(reporter)),
  );
  handleJob("compare:differences", (request, signal) => comparisons.differences(request, signal));
  handleJob("compare:platforms", (request, signal, reporter) =>
    comparisons.platforms(request, signal, reportComparison(reporter)),
  );
  handle("compare:close", ({ comparisonIds }) => {
    comparisons.close(comparisonIds);
    return null;
  });
}
