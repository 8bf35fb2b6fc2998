import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { finish, indentedDocument, plainDocument, type Steps } from "./jsonDocument.ts";

function prettyJson(text: string): string {
  return finish(indentedDocument(text)).doc.toString();
}

function countPauses(steps: Steps<unknown>): number {
  let pauses = 0;
  while (steps.next().done !== true) {
    pauses += 1;
  }
  return pauses;
}

describe("indentedDocument", () => {
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

  it("leaves what would follow the last line as it is", () => {
    const { doc } = finish(indentedDocument("[1,2,3, [ 4 ]]", 3));
    expect([...doc.iterLines()]).toEqual(["[", "  1,", "  2,", "  3, [ 4 ]]"]);
  });

  it("takes a step for some thousand tokens, however short they are", () => {
    expect(countPauses(indentedDocument(`[${"{},".repeat(20_000)}1]`))).toBeGreaterThan(10);
  });

  it("keeps all characters of text that is not JSON", () => {
    expect(prettyJson('{"a":"never closed').replaceAll(/\s/g, "")).toBe('{"a":"neverclosed');
    expect(prettyJson("]}plain")).toBe("\n]\n}plain");
  });

  it("breaks lines where the text has line breaks", () => {
    const { doc } = finish(indentedDocument('{"a":"x\r\ny",\n"b":1}'));
    expect([...doc.iterLines()]).toEqual(["{", '  "a": "x', 'y",', '  "b": 1', "}"]);
  });

  it("knows the lines that close brackets", () => {
    const { doc, closings } = finish(indentedDocument('{"a":[1,{"b":{}}],"c":"[{"}'));
    expect([...closings].map((pair) => pair.map((line) => doc.line(line).text.trim()))).toEqual([
      ["{", "}"],
      ['"a": [', "],"],
      ["{", "}"],
    ]);
  });
});

describe("plainDocument", () => {
  it.each(["", "one", "a\n", "a\r\nb\rc\n\nd", "\n", "\r\n\r\n"])(
    "has the lines of the editor: %j",
    (text) => {
      const { doc } = finish(plainDocument(text));
      expect([...doc.iterLines()]).toEqual([...EditorState.create({ doc: text }).doc.iterLines()]);
    },
  );

  it("knows the lines that close brackets, each string on its line", () => {
    const text = JSON.stringify({ a: [1, 2], b: "}", c: {} }, null, 2);
    expect([...finish(plainDocument(text)).closings]).toEqual([
      [2, 5],
      [1, 8],
    ]);
    expect([...finish(plainDocument('"never closed {\n[\n]')).closings]).toEqual([[2, 3]]);
  });

  it("has all lines of a long text, and takes many steps for it", () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `{"line": ${at}}`);
    const text = lines.join("\n");
    expect([...finish(plainDocument(text)).doc.iterLines()]).toEqual(lines);
    expect(countPauses(plainDocument(text))).toBeGreaterThan(5);
  });

  it("takes many steps for a text of empty lines", () => {
    expect(countPauses(plainDocument("\n".repeat(50_000)))).toBeGreaterThan(5);
  });
});
