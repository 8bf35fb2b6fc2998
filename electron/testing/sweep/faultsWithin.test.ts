import { expect, it } from "vitest";
import { sweepFaults } from "./faultSweep.ts";

it("pushes within a registry or reports why not, whatever request fails", async () => {
  const { steps, planned, endings, unmet, problems } = await sweepFaults("within");
  // oxlint-disable-next-line no-console -- a summary for the log
  console.info(
    `within a registry: ${steps} requests, ${planned} runs, ${JSON.stringify([...endings])}`,
  );
  expect(problems).toEqual([]);
  expect(unmet).toEqual([]);
  expect(endings.get("right")).toBeGreaterThan(0.9 * planned);
}, 900_000);
