import { expect, it } from "vitest";
import { isWhole } from "../sweepSample.ts";
import { sweepPushes } from "./crashSweep.ts";

it.runIf(isWhole)(
  "resumes a push within a registry and restores its tag, wherever the process was killed",
  async () => {
    const { requests, writes, planned, endings, unmet, problems } = await sweepPushes("within");
    // oxlint-disable-next-line no-console -- a summary for the log
    console.info(
      `within a registry: ${requests} requests, ${writes} writes, ${planned} runs, ${JSON.stringify([...endings])}`,
    );
    expect(problems).toEqual([]);
    expect(unmet).toEqual([]);
    for (const moved of [0, 1, 2]) {
      expect(endings.get(`interrupted with ${moved} tags moved`)).toBeGreaterThan(0);
    }
    expect(endings.get("not begun with 0 tags moved")).toBeGreaterThan(4);
  },
  600_000,
);
