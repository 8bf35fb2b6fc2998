import { expect, it } from "vitest";
import { normalizeReference } from "./normalizeReference.ts";

it.each(["constructor:1.0", "tostring:1", "__proto__:1"])("%s is a reference", (text) => {
  expect(normalizeReference(text)).toEqual({ kind: "reference", text });
});

it("a transport of other tools is rejected with a workaround", () => {
  expect(normalizeReference("docker-daemon:acme/app:1")).toMatchObject({
    kind: "rejected",
    reason: expect.stringContaining("docker save") as string,
  });
});
