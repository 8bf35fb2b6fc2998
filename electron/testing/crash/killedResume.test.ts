import { expect, it } from "vitest";
import { sweepResumes } from "./crashSweep.ts";

it("leaves nothing half done and can go on, wherever what goes on is killed too", async () => {
  const { requests, writes, planned, made, found, unmet, problems } = await sweepResumes("within");
  // oxlint-disable-next-line no-console -- the tally is for whoever runs it
  console.info(
    `going on: ${requests} requests, ${writes} writes, ${made} runs, ${JSON.stringify([...found])}, ${unmet} unmet`,
  );
  expect(problems).toEqual([]);
  expect(made).toBe(planned);
  expect(unmet).toBeLessThan(planned / 20);
  for (const moved of [1, 2])
    expect(found.get(`interrupted with ${moved} tags moved`)).toBeGreaterThan(1);
}, 600_000);
