import { describe, expect, it } from "vitest";
import { LayoutIndex, type NextEntry } from "./layoutIndex.ts";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const mediaType = "application/vnd.oci.image.manifest.v1+json";
const entry = (letter: string): string =>
  `{"size":1e1,"mediaType":"${mediaType}","digest":"${digest(letter)}","x":{"manifests":["]}"]}}`;
const added = { mediaType, digest: digest("c"), size: 3, annotations: { a: "b" } };
const addedText = JSON.stringify(added);

function edit(text: string, entries: readonly NextEntry[]): string {
  const file = LayoutIndex.parse(new TextEncoder().encode(text), "index.json");
  return new TextDecoder().decode(file.withEntries(entries));
}

describe("keeps everything unchanged byte for byte", () => {
  it.each<[string, string, readonly NextEntry[], string]>([
    [
      "an entry is added",
      `{"schemaVersion":2,"manifests":[${entry("a")}],"future":[1.50]}`,
      [0, added],
      `{"schemaVersion":2,"manifests":[${entry("a")},${addedText}],"future":[1.50]}`,
    ],
    [
      "an entry is replaced by JSON",
      `{ "annotations": {"z": "1", "a": "2"}, "manifests": [ ${entry("a")}, ${entry("b")} ], "schemaVersion": 2 }\n`,
      [0, `{"digest" : 1}`],
      `{ "annotations": {"z": "1", "a": "2"}, "manifests": [ ${entry("a")}, {"digest" : 1} ], "schemaVersion": 2 }\n`,
    ],
    [
      "nothing is",
      `{\n\t"schemaVersion": 2,\n\t"manifests": [\n\t\t${entry("a")},\n\t\t${entry("b")}\n\t]\n}\n`,
      [0, 1],
      `{\n\t"schemaVersion": 2,\n\t"manifests": [\n\t\t${entry("a")},\n\t\t${entry("b")}\n\t]\n}\n`,
    ],
    [
      "the last entry is removed",
      `{"schemaVersion":2,"manifests":[${entry("a")}]}`,
      [],
      `{"schemaVersion":2,"manifests":[]}`,
    ],
    [
      "the version is missing",
      `{"mediaType":"x","manifests":[]}`,
      [added],
      `{"schemaVersion":2,"mediaType":"x","manifests":[${addedText}]}`,
    ],
    [
      "the version is wrong",
      `{"schemaVersion":0,"manifests":[]}`,
      [added],
      `{"schemaVersion":2,"manifests":[${addedText}]}`,
    ],
    [
      "the list is null",
      `{"schemaVersion":2,"manifests":null}`,
      [added],
      `{"schemaVersion":2,"manifests":[${addedText}]}`,
    ],
    ["everything is missing", `{}`, [added], `{"schemaVersion":2,"manifests":[${addedText}]}`],
    [
      "the list is missing",
      `{\n  "schemaVersion": 2,\n  "x": "{"\n}`,
      [],
      `{\n  "manifests": [],\n  "schemaVersion": 2,\n  "x": "{"\n}`,
    ],
  ])("if %s", (_, text, entries, expected) => {
    expect(edit(text, entries)).toBe(expected);
  });

  it.each(["  ", "\t", "   "])("if the file is indented with %j", (unit) => {
    const one = { mediaType, digest: digest("a"), size: 1, annotations: { k: "]" } };
    const text = `${JSON.stringify({ schemaVersion: 2, manifests: [one] }, null, unit)}\n`;
    const both = { schemaVersion: 2, manifests: [one, added] };
    expect(edit(text, [0, added])).toBe(`${JSON.stringify(both, null, unit)}\n`);
    const none = JSON.stringify({ schemaVersion: 2, manifests: [] }, null, unit);
    const only = { schemaVersion: 2, manifests: [added] };
    expect(edit(none, [added])).toBe(JSON.stringify(only, null, unit));
  });
});

it("returns the JSON of an entry, and detects a file that is not an index", () => {
  const file = LayoutIndex.parse(
    new TextEncoder().encode(`{"manifests":[${entry("a")} , ${entry("b")}]}`),
    "index.json",
  );
  expect([file.entryText(0), file.entryText(1)]).toEqual([entry("a"), entry("b")]);
  expect(file.isIndex).toBe(true);
  expect(LayoutIndex.parse(new TextEncoder().encode('{"name":"site"}'), "x").isIndex).toBe(false);
  expect(LayoutIndex.parse(new TextEncoder().encode('{"manifests":null}'), "x").isIndex).toBe(
    false,
  );
  expect(LayoutIndex.empty().isIndex).toBe(true);
});
