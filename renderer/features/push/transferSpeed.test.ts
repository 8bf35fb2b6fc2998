import { expect, it } from "vitest";
import { addSample, type Sample, bytesPerSecond, formatSpeed } from "./transferSpeed.ts";

/** A sample a second. */
function seen(...bytes: readonly number[]): readonly Sample[] {
  return bytes
    .map((sum, at) => ({ at: at * 1000, bytes: sum }))
    .reduce<readonly Sample[]>(addSample, []);
}

it("tells nothing from the first moments", () => {
  expect(bytesPerSecond(seen())).toBeNull();
  expect(bytesPerSecond(seen(0, 100))).toBeNull();
});

it("is the mean of the last seconds", () => {
  expect(bytesPerSecond(seen(0, 100, 200))).toBe(100);
  expect(bytesPerSecond(seen(0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800))).toBe(100);
  expect(bytesPerSecond(seen(0, 900, ...Array.from({ length: 9 }, () => 900)))).toBe(0);
});

it("begins anew with what begins anew", () => {
  expect(bytesPerSecond(seen(0, 500, 1000, 0, 100, 200))).toBe(100);
});

it.each([
  [null, 1000, ""],
  [100, 0, ""],
  [0, 1000, ", nothing comes at the moment"],
  [120_000_000, 2_880_000_000, ", 120 MB/s, about 24 s left"],
  [1_000_000, 300_000_000, ", 1.0 MB/s, about 5 min left"],
  [1_000_000, 9_000_000_000, ", 1.0 MB/s, about 2.5 h left"],
])("%j bytes a second with %j left reads %j", (speed, left, words) => {
  expect(formatSpeed(speed, left)).toBe(words);
});
