import { expect, it } from "vitest";
import { addSample, type Sample, bytesPerSecond, formatSpeed } from "./transferSpeed.ts";

/** Returns one sample per second. */
function seen(...bytes: readonly number[]): readonly Sample[] {
  return bytes
    .map((sum, at) => ({ at: at * 1000, bytes: sum }))
    .reduce<readonly Sample[]>(addSample, []);
}

it("returns undefined for less than two seconds", () => {
  expect(bytesPerSecond(seen())).toBeUndefined();
  expect(bytesPerSecond(seen(0, 100))).toBeUndefined();
});

it("averages the last eight seconds", () => {
  expect(bytesPerSecond(seen(0, 100, 200))).toBe(100);
  expect(bytesPerSecond(seen(0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800))).toBe(100);
  expect(bytesPerSecond(seen(0, 900, ...Array.from({ length: 9 }, () => 900)))).toBe(0);
});

it("starts again after the transfer was restarted", () => {
  expect(bytesPerSecond(seen(0, 500, 1000, 0, 100, 200))).toBe(100);
});

it.each([
  [undefined, 1000, ""],
  [100, 0, ""],
  [0, 1000, ", stalled"],
  [120_000_000, 2_880_000_000, ", 120 MB/s, about 24 s left"],
  [1_000_000, 300_000_000, ", 1.0 MB/s, about 5 min left"],
  [1_000_000, 9_000_000_000, ", 1.0 MB/s, about 2.5 h left"],
])("formats %j bytes per second with %j left as %j", (speed, left, words) => {
  expect(formatSpeed(speed, left)).toBe(words);
});
