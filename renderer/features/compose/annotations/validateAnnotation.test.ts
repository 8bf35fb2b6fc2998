import { describe, expect, it } from "vitest";
import type { AnnotationScope } from "../../../../shared/draft.ts";
import { validateAnnotation } from "./validateAnnotation.ts";

function invalidField(key: string, value: string, scope: AnnotationScope = { kind: "index" }) {
  return validateAnnotation({ id: "a", scope, key, value })?.field;
}

describe("validateAnnotation", () => {
  it("accepts a blank row and a valid annotation", () => {
    expect(invalidField("", "")).toBeUndefined();
    expect(invalidField("org.opencontainers.image.title", "")).toBeUndefined();
  });

  it.each(["", "my key", "a=b", "a\u0000b"])("rejects the key %j", (key) => {
    expect(invalidField(key, "value")).toBe("key");
  });

  it("requires a platform for the platform scope", () => {
    expect(invalidField("a", "b", { kind: "platform", platform: " " })).toBe("scope");
    expect(invalidField("a", "b", { kind: "platform", platform: "linux/amd64" })).toBeUndefined();
  });
});
