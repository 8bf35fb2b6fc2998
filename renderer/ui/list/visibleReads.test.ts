import { beforeEach, afterEach, expect, it, vi } from "vitest";
import { VisibleReads } from "./visibleReads.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Reads that end when the test says so. */
function setUp() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const reads = new VisibleReads(async (key) => {
    started.push(key);
    await new Promise<void>((resolve) => ends.set(key, resolve));
  });
  const end = async (key: string): Promise<void> => {
    ends.get(key)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { reads, started, end };
}

it("reads few at a time, and none that left the screen before its turn", async () => {
  const { reads, started, end } = setUp();
  for (let at = 0; at < 12; at += 1) {
    reads.want(String(at));
  }
  reads.drop("0");
  expect(started).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(started).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
  reads.drop("9");
  await end("3");
  expect(started.slice(8)).toEqual(["10"]);
});

it("reads a key again only after its read has ended", async () => {
  const { reads, started, end } = setUp();
  reads.want("a");
  await vi.advanceTimersByTimeAsync(100);
  reads.want("a");
  await vi.advanceTimersByTimeAsync(100);
  expect(started).toEqual(["a"]);
  await end("a");
  expect(started).toEqual(["a", "a"]);
});

it("waits while keys are added one after the other, but not for long", async () => {
  const { reads, started } = setUp();
  for (let at = 0; at < 7; at += 1) {
    reads.want(String(at));
    await vi.advanceTimersByTimeAsync(50);
    reads.drop(String(at));
  }
  reads.want("rest");
  expect(started).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(started).toEqual(["rest"]);
});
