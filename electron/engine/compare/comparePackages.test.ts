import { describe, expect, it } from "vitest";
import type { SbomPackage } from "../../../shared/evidence.ts";
import { comparePackages, groupPackages } from "./comparePackages.ts";
import { compareVersions } from "./compareVersions.ts";
import { namePackage } from "./packageUrl.ts";

function makePackage(purl: string, version = "", name = "n"): SbomPackage {
  return { name, version, license: "", purl };
}

describe("namePackage", () => {
  it.each([
    ["pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12", "deb debian/openssl 3.0.11-1"],
    ["pkg:npm/%40acme/lib@1.0.0", "npm @acme/lib 1.0.0"],
    ["pkg:npm/@acme/lib@1.0.0", "npm @acme/lib 1.0.0"],
    ["pkg:golang/github.com/acme/app/v2@v2.1.0#cmd", "golang github.com/acme/app/v2 v2.1.0"],
    ["pkg:maven/org.acme/lib", "maven org.acme/lib "],
    ["pkg:PyPI/django@4.2%2Blocal", "pypi django 4.2+local"],
    ["pkg:generic/bad%zz@1", "generic bad%zz 1"],
    ["", " n "],
    ["https://example.org/x@1", " n "],
    ["pkg:npm/", " n "],
  ])("names %s", (purl, expected) => {
    const { type, name, version } = namePackage(makePackage(purl));
    expect(`${type} ${name} ${version}`).toBe(expected);
  });

  it("prefers the version of the document", () => {
    expect(namePackage(makePackage("pkg:npm/a@1", "2")).version).toBe("2");
  });

  it("reads a hostile purl in linear time", () => {
    const text = `pkg:npm/${"@a".repeat(200_000)}/`;
    expect(namePackage(makePackage(text)).type).toBe("npm");
  });
});

describe("compareVersions", () => {
  it.each([
    ["1.9", "1.10", "deb"],
    ["1.2.5-r0", "1.2.5-r1", "apk"],
    ["2:1.0", "3:0.9", "deb"],
    ["9.9", "1:0.1", "deb"],
    ["1.0~rc1", "1.0", "deb"],
    ["1.0", "1.0-1", "deb"],
    ["1.0.0-rc.1", "1.0.0", "npm"],
    ["1.0.0-rc.2", "1.0.0-rc.10", "npm"],
    ["v1.2.3", "v1.2.4", "golang"],
    ["1.0a", "1.0+", "deb"],
    ["0000000000000000000001", "99999999999999999999999", "deb"],
    ["1.0-1", "1.0+b1-1", "deb"],
    ["1.0-1", "1.0^git1-1", "rpm"],
    ["1.0^git1-1", "1.0.1-1", "rpm"],
    ["1.2_rc1-r0", "1.2-r0", "apk"],
    ["1.2-r3", "1.2_p1-r0", "apk"],
    ["1.2_p1-r0", "1.2.1-r0", "apk"],
    ["1.1.1w-r0", "1.1.1x-r0", "apk"],
    ["1.0.0-beta", "1.0.0-rc.1", "npm"],
    ["2.0.0rc1", "2.0.0", "pypi"],
    ["2.0.0.dev3", "2.0.0a1", "pypi"],
    ["2.0.0b2", "2.0.0-rc.1", "pypi"],
    ["2.0.0", "2.0.0.post1", "pypi"],
    ["2024.1", "1!1.0", "pypi"],
    ["1.0.0.pre1", "1.0.0", "gem"],
    ["1.0.0.rc1", "1.0.0.rc2", "gem"],
    ["1.0-SNAPSHOT", "1.0", "maven"],
    ["1.0-rc1", "1.0-SNAPSHOT", "maven"],
    ["4.1.0.Beta1", "4.1.0.Final", "maven"],
    ["1.0", "1.0-sp1", "maven"],
    ["2.0.0-RC1", "2.0.0", "composer"],
    ["1.2", "1.10", "unknown"],
  ])("%s is before %s (%s)", (a, b, type) => {
    expect(compareVersions(a, b, type)).toBeLessThan(0);
    expect(compareVersions(b, a, type)).toBeGreaterThan(0);
  });

  it.each([
    ["1.0.0+a", "1.0.0+b", "npm"],
    ["v1.0", "1.0", "golang"],
    ["1.01", "1.1", "deb"],
    ["", "", "deb"],
    ["1.0.Final", "1.0.0", "maven"],
    ["1.0.0", "1.0.0-x86_64-linux", "gem"],
    // Whether it is a release before or after the version is not known.
    ["1.0-rc1", "1.0", "unknown"],
    ["1.0-rc1", "1.0", ""],
    ["1".repeat(300), "2", "deb"],
  ])("%s is no other version than %s (%s)", (a, b, type) => {
    expect(compareVersions(a, b, type)).toBe(0);
  });
});

it("finds added, removed, upgraded, downgraded and changed packages", () => {
  const before = groupPackages([
    makePackage("pkg:deb/debian/openssl@3.0.11?arch=amd64"),
    makePackage("pkg:deb/debian/zlib@1.3"),
    makePackage("pkg:npm/minimatch@3.1.2"),
    makePackage("pkg:npm/minimatch@5.1.6"),
    makePackage("pkg:npm/same@1"),
    makePackage("pkg:npm/gone@1"),
    makePackage("", "1", "unnamed"),
  ]);
  const after = groupPackages([
    makePackage("pkg:deb/debian/openssl@3.0.13?arch=arm64"),
    makePackage("pkg:deb/debian/zlib@1.2"),
    makePackage("pkg:npm/minimatch@5.1.6"),
    makePackage("pkg:npm/minimatch@9.0.0"),
    makePackage("pkg:npm/minimatch@9.0.0"),
    makePackage("pkg:npm/same@1"),
    makePackage("pkg:pypi/same@1"),
    makePackage("", "1", "unnamed"),
  ]);
  expect(
    comparePackages(before, after).map(({ kind, type, name, before: old, after: now }) =>
      [kind, type, name, old.join("+"), now.join("+")].join(" "),
    ),
  ).toEqual([
    "upgraded deb debian/openssl 3.0.11 3.0.13",
    "downgraded deb debian/zlib 1.3 1.2",
    "removed npm gone 1 ",
    "changed npm minimatch 3.1.2+5.1.6 5.1.6+9.0.0",
    "same npm same 1 1",
    "added pypi same  1",
    "same  unnamed 1 1",
  ]);
});

describe("packages with a purl on one side only", () => {
  const compare = (before: readonly SbomPackage[], after: readonly SbomPackage[]) =>
    comparePackages(groupPackages(before), groupPackages(after)).map(
      ({ kind, type, name, before: old, after: now }) =>
        [kind, type, name, old.join("+"), now.join("+")].join(" "),
    );

  it.each([
    ["pkg:deb/debian/openssl@3.0.11", "openssl", "upgraded deb debian/openssl 3.0.10 3.0.11"],
    ["pkg:npm/%40acme/lib@3.0.11", "@acme/lib", "upgraded npm @acme/lib 3.0.10 3.0.11"],
    ["pkg:maven/org.acme/lib@3.0.10", "lib", "same maven org.acme/lib 3.0.10 3.0.10"],
  ])("%s is %s", (purl, name, expected) => {
    expect(compare([makePackage("", "3.0.10", name)], [makePackage(purl)])).toEqual([expected]);
  });

  it("are named by the purl whichever side has it", () => {
    const [withPurl, without] = [makePackage("pkg:pypi/a@2"), makePackage("", "1", "a")];
    expect(compare([withPurl], [without])).toEqual(["downgraded pypi a 2 1"]);
  });

  it("are not paired with one of several of that name, unless the version tells them apart", () => {
    const several = [makePackage("pkg:npm/a@1"), makePackage("pkg:pypi/a@2")];
    expect(compare([makePackage("", "2", "a")], several)).toEqual([
      "added npm a  1",
      "same pypi a 2 2",
    ]);
    expect(compare([makePackage("", "3", "a")], several)).toEqual([
      "removed  a 3 ",
      "added npm a  1",
      "added pypi a  2",
    ]);
  });

  it("leave a package alone that has a pair by its purl, or by its name", () => {
    const before = [makePackage("pkg:npm/a@1"), makePackage("", "1", "a")];
    expect(compare(before, [makePackage("pkg:npm/a@1")])).toEqual([
      "removed  a 1 ",
      "same npm a 1 1",
    ]);
  });
});

describe("licenses", () => {
  const compareLicenses = (before: string, after: string, version = "1") =>
    comparePackages(
      groupPackages([{ ...makePackage("pkg:npm/a", "1"), license: before }]),
      groupPackages([{ ...makePackage("pkg:npm/a", version), license: after }]),
    )[0];

  it.each([
    ["MIT", "Apache-2.0", "relicensed"],
    ["MIT AND BSD-3-Clause", "MIT", "relicensed"],
    // As SPDX and CycloneDX write the same ones.
    ["(MIT AND BSD-3-Clause)", "BSD-3-Clause, MIT", "same"],
    ["mit", "MIT", "same"],
    ["", "MIT", "same"],
    ["MIT", "", "same"],
  ])("%s and %s: %s", (before, after, kind) => {
    expect(compareLicenses(before, after)?.kind).toBe(kind);
  });

  it("are named beside another version", () => {
    expect(compareLicenses("MIT", "BUSL-1.1", "2")).toMatchObject({
      kind: "upgraded",
      licenses: { before: "MIT", after: "BUSL-1.1" },
    });
  });
});
