import { expect, it } from "vitest";
import { isWhole } from "../sweepSample.ts";
import { sweepDeletions } from "./crashSweep.ts";

it.runIf(isWhole).each(["tag", "digest"] as const)(
  "loses nothing else and restores what was deleted by %s, wherever the process was killed",
  async (by) => {
    const { requests, writes, planned, endings, unmet, problems } = await sweepDeletions(by);
    // oxlint-disable-next-line no-console -- a summary for the log
    console.info(
      `deleted by ${by}: ${requests} requests, ${writes} writes, ${planned} runs, ${JSON.stringify([...endings])}`,
    );
    expect(problems).toEqual([]);
    expect(unmet).toEqual([]);
    for (const deleted of [0, 1, 2]) {
      expect(endings.get(`interrupted with ${deleted} tags deleted`)).toBeGreaterThan(0);
    }
    expect(endings.get("not begun with 0 tags deleted")).toBeGreaterThan(4);
  },
  600_000,
);
