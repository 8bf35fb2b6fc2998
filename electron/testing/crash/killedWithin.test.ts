import { expect, it } from "vitest";
import { sweepPushes } from "./crashSweep.ts";

it("leaves nothing half done and can go on, wherever the process is killed, within a registry", async () => {
  const { requests, writes, planned, made, found, unmet, problems } = await sweepPushes("within");
  // oxlint-disable-next-line no-console -- the tally is for whoever runs it
  console.info(
    `within a registry: ${requests} requests, ${writes} writes, ${made} runs, ${JSON.stringify([...found])}, ${unmet} unmet`,
  );
  expect(problems).toEqual([]);
  expect(made).toBe(planned);
  // What runs side by side may come in another number now and then.
  expect(unmet).toBeLessThan(planned / 20);
  for (const moved of [0, 1, 2])
    expect(found.get(`interrupted with ${moved} tags moved`)).toBeGreaterThan(1);
  expect(found.get("not begun with 0 tags moved")).toBeGreaterThan(4);
}, 600_000);
