import { describe, expect, it } from "vitest";
import { filterTagRows, listTagRows, readDigestTags, type TagListing } from "./tagRows.ts";

const hex = "ab".repeat(32);
const listing: TagListing = { order: "version", showsDigestTags: false, digests: undefined };
const tags = ["latest", "1.10", "1.9", "b2", "B10", `sha256-${hex}.sig`, `sha256-${hex}`];
const namesOf = (change: Partial<TagListing>) =>
  listTagRows(tags, { ...listing, ...change }).map(({ tag, others }) => [tag, ...others].join("="));

describe("the rows of a repository", () => {
  it("leave out tags named after digests, unless asked", () => {
    expect(namesOf({})).toEqual(["latest", "1.10", "1.9", "b2", "B10"]);
    expect(namesOf({ showsDigestTags: true })).toEqual(tags);
    expect([...readDigestTags(tags)]).toEqual([[`sha256:${hex}`, ["signature", "referrers"]]]);
  });

  it("are sorted by name as people do", () => {
    expect(namesOf({ order: "name" })).toEqual(["1.9", "1.10", "b2", "B10", "latest"]);
  });

  it("are grouped by digest; a tag without a digest stands alone", () => {
    const digests = new Map([
      ["latest", "sha256:a"],
      ["1.10", "sha256:a"],
      ["1.9", "sha256:b"],
      ["B10", "sha256:b"],
    ]);
    expect(namesOf({ digests })).toEqual(["latest=1.10", "1.9=B10", "b2"]);
  });
});

describe("the filter", () => {
  const rows = listTagRows(["1.4.0", "1.4.0-rc.1", "2.4.0-RC.1", "latest"], listing);
  it.each([
    ["", ["1.4.0", "1.4.0-rc.1", "2.4.0-RC.1", "latest"]],
    ["rc 1.4", ["1.4.0-rc.1"]],
    ["RC", ["1.4.0-rc.1", "2.4.0-RC.1"]],
    ["1.*", ["1.4.0", "1.4.0-rc.1"]],
    ["*.0", ["1.4.0"]],
    ["*.4.*-rc*", ["1.4.0-rc.1", "2.4.0-RC.1"]],
    ["l*test*t", []],
    ["*", ["1.4.0", "1.4.0-rc.1", "2.4.0-RC.1", "latest"]],
  ])("%s", (filter, found) => {
    expect(filterTagRows(rows, filter).map(({ tag }) => tag)).toEqual(found);
  });
});

describe("a filter that changes as it is typed", () => {
  const many = Array.from(
    { length: 600 },
    (_, at) => `${at % 7}.${at % 45}.${at % 4}${at % 3 === 0 ? "-Alpine" : ""}`,
  );
  const digests = new Map(many.map((tag, at) => [tag, `sha256:${at % 50}`]));
  it.each([
    ["1", "1.4", "1.4-", "1.4-a", "1.4", "1.4 ", "1.4 al", "AL"],
    ["*", "*.1", "*.12", "*.1", "*.1*", "*.1*-", "*.1*-alp"],
    ["1", "1*", "1*2", "1*2 3", "1*2 3*", "1*2"],
    ["x", "", "4"],
  ])("finds what it finds at once: %s, %s, …", (...typed) => {
    for (const grouped of [undefined, digests]) {
      const rows = listTagRows(many, { ...listing, digests: grouped });
      for (const text of typed) {
        expect(filterTagRows(rows, text)).toEqual(filterTagRows([...rows], text));
      }
    }
  });
});
