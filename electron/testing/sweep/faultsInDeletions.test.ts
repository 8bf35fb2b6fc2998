import { expect, it } from "vitest";
import { isWhole } from "../sweepSample.ts";
import { deletionScenario } from "./faultDeletion.ts";
import { sweepScenario } from "./faultSweep.ts";

it.runIf(isWhole).each(["tag", "digest"] as const)(
  "deletes by %s or reports why not, and restores what is gone, whatever request fails",
  async (by) => {
    const { steps, planned, endings, unmet, problems } = await sweepScenario(deletionScenario(by));
    // oxlint-disable-next-line no-console -- a summary for the log
    console.info(
      `deleted by ${by}: ${steps} requests, ${planned} runs, ${JSON.stringify([...endings])}`,
    );
    expect(problems).toEqual([]);
    expect(unmet).toEqual([]);
    expect(endings.get("right")).toBeGreaterThan(0.5 * planned);
  },
  900_000,
);
