import { describe, expect, it } from "vitest";
import { makeRow } from "../../../testing/fixtures.ts";
import {
  type EntryChoice,
  isLockedByFilter,
  isLastKept,
  revertChoice,
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

describe("setEntryKept", () => {
  it.each([
    ["whose platform the filter cannot name", ventura],
    ["that differs from another only in os.version", sonoma],
    ["without a platform", bare],
  ])("excludes an entry %s by its digest", (_, row) => {
    const rows = [amd, ventura, sonoma, bare];
    const choice = setEntryKept(all, {
      rows,
      digest: digestOf(row),
      keep: false,
      isComplete: true,
    });
    expect(choice).toEqual({ platforms: [], excluded: [digestOf(row)] });
    const kept = applyChoice(rows, choice).filter((shown) => shown.kept);
    expect(kept.map(digestOf)).toEqual(rows.filter((other) => other !== row).map(digestOf));
  });

  it("includes an excluded entry and keeps the filter", () => {
    const choice = { platforms: ["linux"], excluded: [digestOf(amd), digestOf(arm)] };
    const rows = applyChoice([amd, arm], choice);
    expect(
      setEntryKept(choice, { rows, digest: digestOf(arm), keep: true, isComplete: true }),
    ).toEqual({
      platforms: ["linux"],
      excluded: [digestOf(amd)],
    });
  });

  it("replaces the filter by exclusions to include a filtered entry", () => {
    const choice = { platforms: ["linux/amd64"], excluded: [] };
    const rows = [
      amd,
      { ...arm, kept: false, filtered: true as const },
      { ...sonoma, kept: false, filtered: true as const },
    ];
    expect(
      setEntryKept(choice, { rows, digest: digestOf(arm), keep: true, isComplete: true }),
    ).toEqual({
      platforms: [],
      excluded: [digestOf(sonoma)],
    });
  });

  describe("while a source is missing", () => {
    const choice = { platforms: ["linux/amd64"], excluded: [] };
    const left = { kept: false, filtered: true as const };
    const windows = makeRow("windows(10.0.17763.1+win32k)/amd64", "31");

    it.each([arm, windows])("adds the platform to the filter: $platform", (row) => {
      const rows = [amd, { ...row, ...left }, { ...sonoma, ...left }];
      const changed = setEntryKept(choice, {
        rows,
        digest: digestOf(row),
        keep: true,
        isComplete: false,
      });
      expect(changed).toEqual({
        platforms: ["linux/amd64", row.platform],
        excluded: [digestOf(sonoma)],
      });
      const kept = applyChoice(rows, changed).filter((shown) => shown.kept);
      expect(kept.map(digestOf)).toEqual([digestOf(amd), digestOf(row)]);
    });

    it.each([
      ["with a platform that the filter cannot name", sonoma],
      ["without a platform", bare],
    ])("changes nothing for an entry %s", (_, row) => {
      const filtered = { ...row, ...left };
      expect(
        setEntryKept(choice, {
          rows: [amd, filtered],
          digest: digestOf(row),
          keep: true,
          isComplete: false,
        }),
      ).toBe(choice);
      expect(isLockedByFilter(filtered, false)).toBe(true);
      expect(isLockedByFilter(filtered, true)).toBe(false);
    });
  });

  it("does not exclude the last entry", () => {
    const rows = applyChoice([amd, arm], { platforms: [], excluded: [digestOf(arm)] });
    const choice = { platforms: [], excluded: [digestOf(arm)] };
    expect(
      setEntryKept(choice, { rows, digest: digestOf(amd), keep: false, isComplete: true }),
    ).toBe(choice);
  });
});

describe("revertChoice", () => {
  const before = { platforms: ["linux/amd64"], excluded: [digestOf(amd)] };

  it("reverts the change and keeps later ones", () => {
    const replaced = { platforms: [], excluded: [digestOf(amd), digestOf(sonoma)] };
    expect(revertChoice(replaced, before, replaced)).toEqual(before);
    const since = { platforms: ["linux"], excluded: [...replaced.excluded, digestOf(arm)] };
    expect(revertChoice(since, before, replaced)).toEqual({
      platforms: ["linux"],
      excluded: [digestOf(amd), digestOf(arm)],
    });
    const added = { platforms: ["linux/amd64", "linux/arm64"], excluded: [] };
    const more = { platforms: [...added.platforms, "linux/386"], excluded: [] };
    expect(revertChoice(more, before, added)).toEqual({
      platforms: ["linux/amd64", "linux/386"],
      excluded: [digestOf(amd)],
    });
  });

  it("returns the same choice if there is nothing to revert", () => {
    const after = { platforms: ["linux/amd64"], excluded: [digestOf(amd), digestOf(arm)] };
    const now = { platforms: ["linux/amd64"], excluded: [digestOf(amd)] };
    expect(revertChoice(now, before, after)).toBe(now);
  });
});

describe("applyChoice", () => {
  it("excludes attestations with their image, or alone", () => {
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
  it("finds the only kept entry, also if it is listed twice", () => {
    const rows = applyChoice([amd, arm], { platforms: [], excluded: [digestOf(arm)] });
    expect(rows.map((row) => isLastKept(rows, row))).toEqual([true, false]);
    expect(isLastKept([amd, amd], amd)).toBe(true);
    expect(isLastKept([amd, arm], amd)).toBe(false);
  });
});
