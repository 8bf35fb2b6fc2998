import { expect, it } from "vitest";
import { boundView } from "./boundView.ts";

it("leaves a view of usual length as it is", () => {
  const view = { kind: "provenance", facts: [{ name: "a", value: "b" }], materials: [], n: 1 };
  expect(boundView(view)).toEqual(view);
});

it("cuts long texts off, and ends long lists", () => {
  const material = { name: "x".repeat(5000), digests: ["y".repeat(100)] };
  const bounded = boundView({
    materials: Array.from({ length: 5000 }, () => material),
    created: "z",
  });
  expect(bounded.materials[0]).toEqual({ ...material, name: "x".repeat(4096) });
  expect(bounded.materials.length).toBeGreaterThan(100);
  expect(JSON.stringify(bounded).length).toBeLessThan(600_000);
  expect(bounded.created).toBe("z");
});
