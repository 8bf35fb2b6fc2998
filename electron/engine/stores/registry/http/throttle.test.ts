import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.ts";

const { signal } = new AbortController();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("halves the concurrency with each 429, down to one", () => {
  const throttle = new Throttle();
  const seen = [throttle.concurrency];
  for (let complaints = 0; complaints < 6; complaints += 1) {
    throttle.slowDown(undefined);
    // A second 429 to the same burst changes nothing.
    throttle.slowDown(undefined);
    seen.push(throttle.concurrency);
    vi.setSystemTime(Date.now() + 1000);
  }
  expect(seen).toEqual([48, 24, 12, 6, 3, 1, 1]);
});

it("increases the concurrency after successful responses, up to the initial one", () => {
  const throttle = new Throttle();
  throttle.slowDown(undefined);
  for (let answers = 0; answers < 32; answers += 1) {
    throttle.speedUp();
  }
  expect(throttle.concurrency).toBe(25);
  for (let answers = 0; answers < 1000; answers += 1) {
    throttle.speedUp();
  }
  expect(throttle.concurrency).toBe(48);
});

it("holds requests during a pause, and rejects aborted ones", async () => {
  const throttle = new Throttle();
  throttle.slowDown(50_000);
  const controller = new AbortController();
  let isSent = false;
  const waiting = throttle.run(controller.signal, () => {
    isSent = true;
    return Promise.resolve();
  });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  expect(isSent).toBe(false);
  vi.setSystemTime(Date.now() + 50_001);
  expect(await throttle.run(signal, () => Promise.resolve("answer"))).toBe("answer");
});

it("runs a stream when all turns are taken", async () => {
  const throttle = new Throttle();
  const blocked = Promise.withResolvers<void>();
  const taken = Array.from({ length: 48 }, () => throttle.run(signal, () => blocked.promise));
  expect(await throttle.runStream(signal, () => Promise.resolve("sent"))).toBe("sent");
  blocked.resolve();
  await Promise.all(taken);
});

it("limits concurrent requests", async () => {
  const throttle = new Throttle();
  throttle.slowDown(undefined);
  let running = 0;
  let most = 0;
  const request = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  };
  await Promise.all(Array.from({ length: 80 }, () => throttle.run(signal, request)));
  expect(most).toBe(24);
});
