import { expect, it, vi } from "vitest";
import { EntryBatch } from "./entryBatch.ts";

it("sends the first entry at once, then few at a time", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    vi.advanceTimersByTime(1000);
    const batch = new EntryBatch<{ name: string }>();
    expect(batch.isDue).toBe(false);
    batch.add({ name: "first" });
    expect(batch.isDue).toBe(true);
    expect(batch.take()).toHaveLength(1);
    for (let at = 0; at < 255; at += 1) {
      batch.add({ name: "a" });
    }
    expect(batch.isDue).toBe(false);
    batch.add({ name: "a" });
    expect(batch.isDue).toBe(true);
    expect(batch.take()).toHaveLength(256);
    batch.add({ name: "x".repeat(64 * 1024) });
    expect(batch.isDue).toBe(true);
    batch.take();
    batch.add({ name: "waits" });
    expect(batch.isDue).toBe(false);
    vi.advanceTimersByTime(101);
    expect(batch.isDue).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
