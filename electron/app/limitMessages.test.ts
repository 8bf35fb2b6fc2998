import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { limitMessages } from "./limitMessages.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("drops messages over the limit and tells how many once a window", () => {
  const written: string[] = [];
  const write = limitMessages((message) => written.push(message), { max: 100, window: 60_000 });
  for (let number = 0; number < 5000; number += 1) {
    write(`message ${number}`);
  }
  expect(written).toHaveLength(100);
  vi.advanceTimersByTime(59_999);
  write("late");
  expect(written).toHaveLength(100);
  vi.advanceTimersByTime(1);
  expect(written.slice(99)).toEqual(["message 99", "4901 more errors dropped"]);
  write("next window");
  vi.advanceTimersByTime(120_000);
  expect(written.slice(101)).toEqual(["next window"]);
});
