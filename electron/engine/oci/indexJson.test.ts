import { assert, dictionary, property, string } from "fast-check";
import { expect, it } from "vitest";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { indexJson } from "./indexJson.ts";

const digest = `sha256:${"0".repeat(64)}`;
const text = (index: ImageIndex): string => new TextDecoder().decode(indexJson(index));

it("writes fields in the order of Go's structs and omits empty ones", () => {
  const index: ImageIndex = {
    annotations: {},
    manifests: [
      {
        artifactType: "",
        platform: { variant: "", os: "linux", architecture: "amd64", "os.features": [] },
        urls: [],
        size: 9_007_199_254_740_991,
        digest,
        mediaType: "m",
      },
    ],
    mediaType: "t",
    schemaVersion: 2,
  };
  expect(text(index)).toBe(`{
  "schemaVersion": 2,
  "mediaType": "t",
  "manifests": [
    {
      "mediaType": "m",
      "digest": "${digest}",
      "size": 9007199254740991,
      "platform": {
        "architecture": "amd64",
        "os": "linux"
      }
    }
  ]
}`);
});

it("writes an empty list, not null, without entries", () => {
  expect(text({ schemaVersion: 2, manifests: [] })).toContain(`"manifests": []`);
});

it("escapes strings as encoding/json does", () => {
  const value = 'a<b>&\u2028\u2029\u0001\b\f\n\r\t"\\/é😀\u007f\ud800';
  const expected =
    '"k": "a\\u003cb\\u003e\\u0026\\u2028\\u2029\\u0001\\b\\f\\n\\r\\t\\"\\\\/é😀\u007f\ufffd"';
  expect(text({ schemaVersion: 2, manifests: [], annotations: { k: value } })).toContain(expected);
});

it("sorts keys by UTF-8 bytes, including integer-like keys and keys above U+FFFF", () => {
  const annotations = { "😀": "5", "￮": "6", é: "4", b: "1", a: "2", B: "3", "10": "8", "9": "9" };
  const keys = [
    ...text({ schemaVersion: 2, manifests: [], annotations }).matchAll(/^ {4}"(.+)":/gm),
  ];
  expect(keys.map(([, key]) => key)).toEqual(["10", "9", "B", "a", "b", "é", "￮", "😀"]);
});

it("writes JSON that parses to the same values, for any strings", () => {
  const strings = string({ unit: "binary" }).filter((key) => key !== "__proto__");
  assert(
    property(dictionary(strings, strings), (annotations) => {
      const read = JSON.parse(text({ schemaVersion: 2, manifests: [], annotations })) as {
        annotations?: object;
      };
      expect(read.annotations ?? {}).toEqual({ ...annotations });
    }),
  );
});
