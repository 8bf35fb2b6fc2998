import { describe, expect, it, vi } from "vitest";
import { AsyncCache } from "./asyncCache.ts";

const { signal } = new AbortController();

describe("AsyncCache", () => {
  it("runs the work once for concurrent and later callers", async () => {
    const cache = new AsyncCache<string>(10, () => 1);
    const work = vi.fn(() => Promise.resolve("value"));
    const both = [cache.get("a", signal, work), cache.get("a", signal, work)];
    expect(await Promise.all(both)).toEqual(["value", "value"]);
    expect(await cache.get("a", signal, work)).toBe("value");
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("evicts the least recently used values beyond its size", async () => {
    const cache = new AsyncCache<string>(4, (value) => value.length);
    cache.set("a", "12");
    cache.set("b", "12");
    await cache.get("a", signal, () => Promise.reject(new Error("not cached")));
    cache.set("c", "1");
    expect(["a", "b", "c"].map((key) => cache.has(key))).toEqual([true, false, true]);
  });

  it("returns a value that is larger than the cache without caching it", async () => {
    const cache = new AsyncCache<string>(2, (value) => value.length);
    expect(await cache.get("a", signal, () => Promise.resolve("123"))).toBe("123");
    expect(cache.has("a")).toBe(false);
  });

  it("counts an empty value as one", () => {
    const cache = new AsyncCache<string>(1, (value) => value.length);
    cache.set("a", "");
    expect(cache.has("a")).toBe(true);
  });

  it("starts the work again if the caller that started it was aborted", async () => {
    const cache = new AsyncCache<string>(10, () => 1);
    const controller = new AbortController();
    const first = cache.get("a", controller.signal, async () => {
      await new Promise((resolve) => controller.signal.addEventListener("abort", resolve));
      throw controller.signal.reason;
    });
    const second = cache.get("a", signal, () => Promise.resolve("again"));
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    expect(await second).toBe("again");
  });

  it("does not cache errors", async () => {
    const cache = new AsyncCache<string>(10, () => 1);
    await expect(cache.get("a", signal, () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    expect(await cache.get("a", signal, () => Promise.resolve("yes"))).toBe("yes");
  });

  it("does not cache the result of work that started before it was cleared", async () => {
    const cache = new AsyncCache<string>(10, () => 1);
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = cache.get("a", signal, () => promise);
    cache.clear();
    resolve("old");
    expect(await first).toBe("old");
    expect(cache.has("a")).toBe(false);
  });
});
