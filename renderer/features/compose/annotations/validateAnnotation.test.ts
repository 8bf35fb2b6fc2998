import { describe, expect, it } from "vitest";
import type { AnnotationScope } from "../../../../shared/draft.ts";
import { validateAnnotation } from "./validateAnnotation.ts";

function mistake(key: string, value: string, scope: AnnotationScope = { kind: "index" }) {
  return validateAnnotation({ id: "a", scope, key, value })?.field ?? null;
}

describe("annotationMistake", () => {
  it("finds nothing in a row that nobody has typed into, and in a good one", () => {
    expect(mistake("", "")).toBeNull();
    expect(mistake("org.opencontainers.image.title", "")).toBeNull();
  });

  it.each(["", "my key", "a=b", "a\u0000b"])("finds the key %j", (key) => {
    expect(mistake(key, "value")).toBe("key");
  });

  it("wants a platform where one is meant", () => {
    expect(mistake("a", "b", { kind: "platform", platform: " " })).toBe("scope");
    expect(mistake("a", "b", { kind: "platform", platform: "linux/amd64" })).toBeNull();
  });
});
