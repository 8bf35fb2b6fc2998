import { expect, it } from "vitest";
import { DifferenceList } from "./differenceList.ts";

it("counts hostile paths, and lists them only as far as they fit into a message", () => {
  const found = new DifferenceList(10_000);
  const path = "a".repeat(4090);
  for (let at = 0; at < 3000; at += 1) {
    found.add({ kind: "added", path: `${path}${at}` });
  }
  found.add({ kind: "added", path: path.repeat(50) });
  const { differences, hidden } = found.list();
  expect(found.counts.added.count).toBe(3001);
  expect(differences.length + hidden).toBe(3001);
  const length = differences.reduce((sum, each) => sum + each.path.length, 0);
  expect(length).toBeGreaterThan(4_000_000);
  expect(length).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(differences.every((each) => each.path.length < 4100)).toBe(true);
});
