import { describe, expect, it } from "vitest";
import { readScope, scopeText } from "./scopeText.ts";

describe("readScope", () => {
  it.each(["Index", "All entries", "linux/arm64/v8", ""])("reads %j as it is shown", (text) => {
    expect(scopeText(readScope(text))).toBe(text);
  });

  it("reads the two words in any case, all else as a platform", () => {
    expect(readScope("index")).toEqual({ kind: "index" });
    expect(readScope(" ALL ENTRIES ")).toEqual({ kind: "entries" });
    expect(readScope("Indexx")).toEqual({ kind: "platform", platform: "Indexx" });
  });
});
