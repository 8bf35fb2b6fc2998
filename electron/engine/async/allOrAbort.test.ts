import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { allOrAbort } from "./allOrAbort.ts";
import { abortable } from "./abortable.ts";

const items = Array.from({ length: 20 }, (_, index) => index);

describe("allOrAbort", () => {
  it("returns the results in the order of the items", async () => {
    const doubled = await allOrAbort(items, new AbortController().signal, async (item) => {
      for (let turn = item; turn < 20; turn += 1) {
        await setImmediate();
      }
      return item * 2;
    });
    expect(doubled).toEqual(items.map((item) => item * 2));
  });

  it("rejects with the first failure after the rest was aborted", async () => {
    const ended: string[] = [];
    const work = allOrAbort(items, new AbortController().signal, async (item, signal) => {
      if (item === 3) {
        throw new Error("the fourth fails");
      }
      await abortable(new Promise(() => {}), signal).catch((error: unknown) => {
        ended.push((error as Error).name);
        throw error;
      });
    });
    await expect(work).rejects.toThrow("the fourth fails");
    expect(ended).toEqual(Array.from({ length: 19 }, () => "AbortError"));
  });
});
