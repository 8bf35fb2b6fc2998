import { expect, it } from "vitest";
import { sweep } from "./faultSweep.ts";

it("ends right or says why, whatever goes wrong at whichever request, within a registry", async () => {
  const { steps, planned, made, endings, unmet, problems } = await sweep("within");
  // oxlint-disable-next-line no-console -- the tally is for whoever runs it
  console.info(
    `within a registry: ${steps} requests, ${made} runs, ${JSON.stringify([...endings])}, ${unmet} unmet`,
  );
  expect(problems).toEqual([]);
  expect(made).toBe(planned);
  expect(endings.get("right")).toBeGreaterThan(0.9 * made);
  // What runs side by side may come in another number now and then.
  expect(unmet).toBeLessThan(planned / 20);
}, 300_000);
