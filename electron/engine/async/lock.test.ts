import { expect, it } from "vitest";
import { Lock } from "./lock.ts";

it("runs work one at a time in order, even after failures", async () => {
  const lock = new Lock();
  const events: string[] = [];
  const work = async (name: string): Promise<void> => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} ends`);
    if (name === "a") {
      throw new Error(name);
    }
  };
  const all = ["a", "b", "c"].map((name) => lock.runExclusive(() => work(name)));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(events).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

it("drops an aborted waiter and keeps the order of the others", async () => {
  const lock = new Lock();
  const { promise, resolve } = Promise.withResolvers<void>();
  const events: string[] = [];
  const first = lock.runExclusive(() => promise);
  const controller = new AbortController();
  const second = lock.runExclusive(async () => void events.push("second"), controller.signal);
  const third = lock.runExclusive(async () => void events.push("third"));
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: "AbortError" });
  expect(events).toEqual([]);
  resolve();
  await Promise.all([first, third]);
  expect(events).toEqual(["third"]);
});

it("does not abort work that has started", async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const holding = new Lock().runExclusive(() => promise, controller.signal);
  await new Promise((done) => setImmediate(done));
  controller.abort();
  resolve("done");
  expect(await holding).toBe("done");
});
