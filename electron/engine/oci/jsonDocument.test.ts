import { assert, constantFrom, jsonValue, pre, property } from "fast-check";
import { expect, it } from "vitest";
import { nodeOf, readJsonDocument, withMember, writeJsonDocument } from "./jsonDocument.ts";

function rewrite(text: string): string {
  return new TextDecoder().decode(writeJsonDocument(readJsonDocument(Buffer.from(text), "test")));
}

it("writes any regular document as it was", () => {
  const indents = constantFrom(undefined, 1, 2, 3, 4, "\t");
  const ends = constantFrom("", "\n", "\r\n", " \n");
  assert(
    property(jsonValue({ maxDepth: 3 }), indents, ends, (value, indent, end) => {
      const text = JSON.stringify(value, null, indent) + end;
      // The parser of manifests rejects what others may read differently.
      pre(Buffer.from(text).toString() === text && !/\d{16}/.test(text));
      expect(rewrite(text)).toBe(text);
    }),
    { numRuns: 60 },
  );
});

it("keeps numbers, escapes, Python's spaces and Windows line ends", () => {
  for (const text of [
    '{"a":1.0,"b":-0,"c":1E5,"\\u0061\\/":"\\u003c\\ud83d\\ude00"}',
    '{"a": [1, 2], "b": {}, "c": []}',
    '{\r\n  "a": [\r\n    1\r\n  ]\r\n}\r\n',
  ]) {
    expect(rewrite(text)).toBe(text);
  }
});

it("makes irregular white space regular", () => {
  expect(rewrite('{ "a":1,\n"b": [ ] }')).toBe('{"a":1,"b":[]}');
  expect(rewrite('{\n  "a" : 1,\n\n  "b": [ ]\n}')).toBe('{\n  "a": 1,\n  "b": []\n}');
});

it("does not take __proto__ for the prototype", () => {
  const document = readJsonDocument(Buffer.from('{"__proto__":{"x":1}}'), "test");
  if (document.root.kind !== "object") {
    throw new Error("not an object");
  }
  const root = withMember(document.root, ["y", nodeOf(2)]);
  const text = new TextDecoder().decode(writeJsonDocument({ ...document, root }));
  expect(text).toBe('{"__proto__":{"x":1},"y":2}');
});
