import { expect, it } from "vitest";
import { SharedTask } from "./sharedTask.ts";

it("continues for the remaining waiters and aborts with the last one", async () => {
  let until: AbortSignal | undefined;
  const work = new SharedTask(async (signal) => {
    until = signal;
    return await new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = [first, second].map(({ signal }) => work.wait(signal));
  first.abort();
  await expect(waiting[0]).rejects.toMatchObject({ name: "AbortError" });
  expect(until?.aborted).toBe(false);
  second.abort();
  await expect(waiting[1]).rejects.toMatchObject({ name: "AbortError" });
  expect(until?.aborted).toBe(true);
  expect(work.isAborted).toBe(true);
});

it("is not aborted after it settles", async () => {
  const work = new SharedTask(() => Promise.resolve("done"));
  expect(await work.wait(new AbortController().signal)).toBe("done");
  expect(work.isAborted).toBe(false);
});
