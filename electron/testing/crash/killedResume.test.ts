import { expect, it } from "vitest";
import { isWhole } from "../sweepSample.ts";
import { sweepResumes } from "./crashSweep.ts";

it.runIf(isWhole)(
  "resumes a push twice and restores its tag, wherever the first resume was killed",
  async () => {
    const { requests, writes, planned, endings, unmet, problems } = await sweepResumes("within");
    // oxlint-disable-next-line no-console -- a summary for the log
    console.info(
      `resumed: ${requests} requests, ${writes} writes, ${planned} runs, ${JSON.stringify([...endings])}`,
    );
    expect(problems).toEqual([]);
    expect(unmet).toEqual([]);
    for (const moved of [1, 2]) {
      expect(endings.get(`interrupted with ${moved} tags moved`)).toBeGreaterThan(0);
    }
  },
  600_000,
);
