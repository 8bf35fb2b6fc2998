import { describe, expect, it } from "vitest";
import { makeRow } from "../../../testing/fixtures.ts";
import {
  type EntryChoice,
  isLockedByFilter,
  isLastKept,
  revertToggle,
  applyChoice,
  setEntryKept,
} from "./entryChoice.ts";

const amd = makeRow("linux/amd64", "91");
const arm = makeRow("linux/arm64/v8", "22");
const ventura = makeRow("darwin(macOS 13)/arm64", "13");
const sonoma = makeRow("darwin(macOS 14)/arm64", "14");
const bare = makeRow(undefined, "44");
const attestation = makeRow(undefined, "a1").descriptor;

const all: EntryChoice = { platforms: [], excluded: [] };

function digestOf({ descriptor }: { readonly descriptor: { readonly digest: string } }): string {
  return descriptor.digest;
}

describe("tickEntry", () => {
  it.each([
    ["whose platform no filter can say", ventura],
    ["that differs from another in os.version alone", sonoma],
    ["without a platform", bare],
  ])("unticked, excludes an entry %s by its digest", (_, row) => {
    const rows = [amd, ventura, sonoma, bare];
    const choice = setEntryKept(all, rows, digestOf(row), false, true);
    expect(choice).toEqual({ platforms: [], excluded: [digestOf(row)] });
    const kept = applyChoice(rows, choice).filter((shown) => shown.kept);
    expect(kept.map(digestOf)).toEqual(rows.filter((other) => other !== row).map(digestOf));
  });

  it("ticked again, excludes it no more, and leaves the filter as it is typed", () => {
    const choice = { platforms: ["linux"], excluded: [digestOf(amd), digestOf(arm)] };
    const rows = applyChoice([amd, arm], choice);
    expect(setEntryKept(choice, rows, digestOf(arm), true, true)).toEqual({
      platforms: ["linux"],
      excluded: [digestOf(amd)],
    });
  });

  it("ticked against the filter, gives the filter up for what it left out otherwise", () => {
    const choice = { platforms: ["linux/amd64"], excluded: [] };
    const rows = [
      amd,
      { ...arm, kept: false, filtered: true as const },
      { ...sonoma, kept: false, filtered: true as const },
    ];
    expect(setEntryKept(choice, rows, digestOf(arm), true, true)).toEqual({
      platforms: [],
      excluded: [digestOf(sonoma)],
    });
  });

  describe("while a source is missing", () => {
    const choice = { platforms: ["linux/amd64"], excluded: [] };
    const left = { kept: false, filtered: true as const };
    const windows = makeRow("windows(10.0.17763.1+win32k)/amd64", "31");

    it.each([arm, windows])(
      "adds the platform to the filter, which holds for it: $platform",
      (row) => {
        const rows = [amd, { ...row, ...left }, { ...sonoma, ...left }];
        const ticked = setEntryKept(choice, rows, digestOf(row), true, false);
        expect(ticked).toEqual({
          platforms: ["linux/amd64", row.platform],
          excluded: [digestOf(sonoma)],
        });
        const kept = applyChoice(rows, ticked).filter((shown) => shown.kept);
        expect(kept.map(digestOf)).toEqual([digestOf(amd), digestOf(row)]);
      },
    );

    it.each([
      ["with a platform that no filter can say", sonoma],
      ["without a platform", bare],
    ])("refuses an entry %s", (_, row) => {
      const filtered = { ...row, ...left };
      expect(setEntryKept(choice, [amd, filtered], digestOf(row), true, false)).toBe(choice);
      expect(isLockedByFilter(filtered, false)).toBe(true);
      expect(isLockedByFilter(filtered, true)).toBe(false);
    });
  });

  it("does not take the last one out", () => {
    const rows = applyChoice([amd, arm], { platforms: [], excluded: [digestOf(arm)] });
    const choice = { platforms: [], excluded: [digestOf(arm)] };
    expect(setEntryKept(choice, rows, digestOf(amd), false, true)).toBe(choice);
  });
});

describe("revertTick", () => {
  const before = { platforms: ["linux/amd64"], excluded: [digestOf(amd)] };

  it("takes back what the tick changed, and nothing that came since", () => {
    const gaveUp = { platforms: [], excluded: [digestOf(amd), digestOf(sonoma)] };
    expect(revertToggle(gaveUp, before, gaveUp)).toEqual(before);
    const since = { platforms: ["linux"], excluded: [...gaveUp.excluded, digestOf(arm)] };
    expect(revertToggle(since, before, gaveUp)).toEqual({
      platforms: ["linux"],
      excluded: [digestOf(amd), digestOf(arm)],
    });
    const added = { platforms: ["linux/amd64", "linux/arm64"], excluded: [] };
    const more = { platforms: [...added.platforms, "linux/386"], excluded: [] };
    expect(revertToggle(more, before, added)).toEqual({
      platforms: ["linux/amd64", "linux/386"],
      excluded: [digestOf(amd)],
    });
  });

  it("gives the same choice where there is nothing to take back", () => {
    const after = { platforms: ["linux/amd64"], excluded: [digestOf(amd), digestOf(arm)] };
    const now = { platforms: ["linux/amd64"], excluded: [digestOf(amd)] };
    expect(revertToggle(now, before, after)).toBe(now);
  });
});

describe("showChoice", () => {
  it("takes the attestations of an excluded image out with it, or one of them alone", () => {
    const attested = {
      ...amd,
      attestations: [{ descriptor: attestation, found: "inline" }],
    } as const;
    for (const excluded of [digestOf(amd), attestation.digest]) {
      const [row] = applyChoice([attested, arm], { platforms: [], excluded: [excluded] });
      expect(row?.kept).toBe(excluded !== digestOf(amd));
      expect(row?.attestations).toMatchObject([{ excluded: true }]);
    }
    expect(applyChoice([attested], all)[0]?.attestations).toEqual(attested.attestations);
  });
});

describe("isLastKept", () => {
  it("sees the entry that is the only one left, in whatever rows", () => {
    const rows = applyChoice([amd, arm], { platforms: [], excluded: [digestOf(arm)] });
    expect(rows.map((row) => isLastKept(rows, row))).toEqual([true, false]);
    expect(isLastKept([amd, amd], amd)).toBe(true);
    expect(isLastKept([amd, arm], amd)).toBe(false);
  });
});
