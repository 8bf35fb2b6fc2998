import { describe, expect, it } from "vitest";
import { prettyJson } from "./prettyJson.ts";

describe("prettyJson", () => {
  it("puts each member on its own line", () => {
    const value = { a: [1, { b: "x" }], c: { d: null }, e: true };
    expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });

  it("keeps empty brackets on one line", () => {
    expect(prettyJson('{"a":{},"b":[ ]}')).toBe('{\n  "a": {},\n  "b": []\n}');
  });

  it("changes only whitespace: numbers, escapes and duplicate keys stay", () => {
    const text = String.raw`{"n":12345678901234567890.10,"n":1e3,"s":"a\",{\\","u":"\u003c: x"}`;
    const pretty = prettyJson(text);
    expect(
      pretty
        .split("\n")
        .map((line) => line.trim().replace(/^("n"|"s"|"u"): /, "$1:"))
        .join(""),
    ).toBe(text);
    expect(pretty.split("\n")).toHaveLength(6);
  });

  it("limits the size of large and deeply nested JSON", () => {
    const files = Array.from({ length: 12_000 }, (_, at) => ({
      SPDXID: `File-${at}`,
      licences: [],
    }));
    const sbom = { name: "x".repeat(100), files, empty: {}, nested: [[[{}]]] };
    expect(prettyJson(JSON.stringify(sbom))).toBe(JSON.stringify(sbom, null, 2));
    const deep = "[".repeat(500_000) + "]".repeat(500_000);
    const pretty = prettyJson(deep);
    expect(pretty.replaceAll(/\s/g, "")).toBe(deep);
    expect(pretty.length).toBeLessThan(deep.length + 10_000);
  });

  it("keeps all characters of text that is not JSON", () => {
    expect(prettyJson('{"a":"never closed').replaceAll(/\s/g, "")).toBe('{"a":"neverclosed');
    expect(prettyJson("]}plain")).toBe("\n]\n}plain");
  });
});
