import { describe, expect, it } from "vitest";
import { parseScope, formatScope } from "./annotationScope.ts";

describe("parseScope", () => {
  it.each(["Index", "All entries", "linux/arm64/v8", ""])(
    "parses the formatted scope %j",
    (text) => {
      expect(formatScope(parseScope(text))).toBe(text);
    },
  );

  it("parses the keywords in any case and other text as a platform", () => {
    expect(parseScope("index")).toEqual({ kind: "index" });
    expect(parseScope(" ALL ENTRIES ")).toEqual({ kind: "entries" });
    expect(parseScope("Indexx")).toEqual({ kind: "platform", platform: "Indexx" });
  });
});
