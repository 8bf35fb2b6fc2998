import { expect, it } from "vitest";
import { newerInMajor, newestElectron, whyUnsupported } from "./electronSupport.ts";
import { officialSupport } from "./officialRuntime.ts";

const now = new Date("2026-12-01");

it.each([
  ["45.4.1", "45.5.0"],
  ["45.4.1", "47.0.0"],
  ["45.4.1", "44.9.0"],
])("Electron %s is supported while %s is the newest", (pinned, newest) => {
  expect(whyUnsupported(pinned, newest, now)).toBeUndefined();
});

it.each([
  ["45.4.1", "48.0.0"],
  ["33.3.0", "45.5.0"],
  ["9.4.4", "12.0.0"],
])("Electron %s is not once %s is the newest", (pinned, newest) => {
  expect(whyUnsupported(pinned, newest, now)).toContain(`electron in package.json to ${newest}`);
});

it("is not supported after the day in officialRuntime.ts either", () => {
  const { major, ends } = officialSupport;
  expect(whyUnsupported(`${major}.0.0`, `${major}.1.0`, new Date(ends))).toContain(ends);
});

it.each([
  ["45.4.1", "45.5.0", "45.5.0"],
  ["45.9.0", "45.10.1", "45.10.1"],
  ["45.5.0", "45.5.0", undefined],
  ["45.10.0", "45.9.0", undefined],
  ["45.4.1", "45.5.0-beta.1", undefined],
  ["45.4.1", 45, undefined],
])("of %s, with %s as the newest 45, the newer version is %s", (pinned, newest, newer) => {
  const tags = JSON.stringify({ latest: "46.0.0", "45-x-y": newest, "44-x-y": "44.9.9" });
  expect(newerInMajor(tags, pinned)).toBe(newer);
});

it("knows no newer version without a list", () => {
  expect(["{}", "null", "npm error"].map((text) => newerInMajor(text, "45.4.1"))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("the newest version is the registry's, not a guess", () => {
  expect(newestElectron('{"latest": "45.5.0", "beta": "46.0.0-beta.3"}\n')).toBe("45.5.0");
  for (const printed of [
    "",
    "npm error code ENOTFOUND",
    "{}",
    '{"latest":"46.0.0-beta.3"}',
    '"45"',
  ]) {
    expect(() => newestElectron(printed)).toThrow("npm names no newest Electron");
  }
});
