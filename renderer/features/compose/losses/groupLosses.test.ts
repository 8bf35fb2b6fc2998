import { expect, it } from "vitest";
import type { Loss } from "../../../../shared/preview.ts";
import { groupLosses } from "./groupLosses.ts";

function osVersion(source: string): Loss {
  const keep = { kind: "keepOsVersion" } as const;
  return { code: "os_version", message: "os.version", source, kept: false, keep };
}

function annotations(source: string, title: string): Loss {
  const keep = { kind: "indexAnnotations", annotations: { title } } as const;
  return { code: "index_annotations", message: "Without 1 annotation.", source, kept: false, keep };
}

function foreign(source: string): Loss {
  return { code: "foreign_layers", message: "1 layer is elsewhere.", source, kept: false };
}

it("groups losses by option and names each source once", () => {
  expect(groupLosses([osVersion("s1"), foreign("s1"), osVersion("s2"), osVersion("s1")])).toEqual([
    {
      key: "keepOsVersion",
      keep: { kind: "keepOsVersion" },
      kept: false,
      items: [{ message: "os.version", sources: ["s1", "s2"] }],
    },
    {
      key: "foreign_layers 1 layer is elsewhere.",
      kept: false,
      items: [{ message: "1 layer is elsewhere.", sources: ["s1"] }],
    },
  ]);
});

it("groups index annotations only if they are equal", () => {
  const groups = groupLosses([
    annotations("s1", "One"),
    annotations("s2", "Two"),
    annotations("s3", "One"),
  ]);
  expect(groups.map(({ items }) => items.flatMap(({ sources }) => sources))).toEqual([
    ["s1", "s3"],
    ["s2"],
  ]);
});
