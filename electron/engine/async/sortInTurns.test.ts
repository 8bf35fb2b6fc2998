import { expect, it } from "vitest";
import { sortInTurns } from "./sortInTurns.ts";

it.each([0, 1, 4096, 4097, 50_001])("sorts %i items, equal ones in their order", async (count) => {
  const items = Array.from({ length: count }, (_, at) => ({ key: (at * 7919) % 1000, at }));
  const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key;
  expect(await sortInTurns(items, compare)).toEqual(items.toSorted(compare));
});

it("lets other tasks run", async () => {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) {
      setImmediate(count);
    }
  };
  setImmediate(count);
  await sortInTurns(
    Array.from({ length: 40_960 }, (_, at) => -at),
    (a, b) => a - b,
  );
  isDone = true;
  expect(turns).toBeGreaterThan(40);
});
