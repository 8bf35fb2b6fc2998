import { expect, it } from "vitest";
import { Lock } from "./lock.ts";

it("lets one piece of work at a time through, in the order they came, whether they go well or not", async () => {
  const lock = new Lock();
  const told: string[] = [];
  const work = async (name: string): Promise<void> => {
    told.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    told.push(`${name} ends`);
    if (name === "a") throw new Error(name);
  };
  const all = ["a", "b", "c"].map((name) => lock.runExclusive(() => work(name)));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(told).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

it("lets go of who no longer waits, and keeps the order of the others", async () => {
  const lock = new Lock();
  const { promise, resolve } = Promise.withResolvers<void>();
  const told: string[] = [];
  const first = lock.runExclusive(() => promise);
  const controller = new AbortController();
  const second = lock.runExclusive(async () => void told.push("second"), controller.signal);
  const third = lock.runExclusive(async () => void told.push("third"));
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: "AbortError" });
  expect(told).toEqual([]);
  resolve();
  await Promise.all([first, third]);
  expect(told).toEqual(["third"]);
});

it("does not leave work that has begun", async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const holding = new Lock().runExclusive(() => promise, controller.signal);
  await new Promise((done) => setImmediate(done));
  controller.abort();
  resolve("done");
  expect(await holding).toBe("done");
});
