import { expect, it } from "vitest";
import { isWhole } from "../sweepSample.ts";
import { sweepFaults } from "./faultSweep.ts";

it.runIf(isWhole)(
  "pushes across registries or reports why not, whatever request fails",
  async () => {
    const { steps, planned, endings, unmet, problems } = await sweepFaults("across");
    // oxlint-disable-next-line no-console -- a summary for the log
    console.info(
      `across registries: ${steps} requests, ${planned} runs, ${JSON.stringify([...endings])}`,
    );
    expect(problems).toEqual([]);
    expect(unmet).toEqual([]);
    expect(endings.get("right")).toBeGreaterThan(0.85 * planned);
  },
  900_000,
);
