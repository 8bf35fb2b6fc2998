import { describe, expect, it } from "vitest";
import { splitSourceList } from "./splitSourceList.ts";

const digest = `sha256:${"ab".repeat(32)}`;

describe("splitSources", () => {
  it("returns one source unchanged", () => {
    expect(splitSourceList(" ghcr.io/acme/app:1.4 ")).toEqual(["ghcr.io/acme/app:1.4"]);
  });

  it("splits at line breaks, spaces, tabs and commas", () => {
    expect(splitSourceList("a:1 b:2\tc:3,d:4, e:5\r\nf:6\n\n")).toEqual([
      "a:1",
      "b:2",
      "c:3",
      "d:4",
      "e:5",
      "f:6",
    ]);
  });

  it("splits 200,000 sources, before and after JSON", () => {
    const many = Array.from({ length: 200_000 }, (_, at) => `a:${at}`);
    const descriptors = many.map(() => `{"digest":"${digest}"}`);
    expect(splitSourceList(many.join(" "))).toHaveLength(many.length);
    expect(splitSourceList(`${many.join(" ")} {"a":1}`)).toHaveLength(many.length + 1);
    expect(splitSourceList(`[${descriptors.join(",")}]`)).toHaveLength(many.length);
  });

  it("returns no source for blank text", () => {
    expect(splitSourceList(" \n,, \t")).toEqual([]);
  });

  it("keeps a JSON descriptor with brackets and quotes in its strings", () => {
    const descriptor = `{"mediaType": "x/y",\n "digest": "${digest}", "annotations": {"a": "} \\" {, b"}}`;
    expect(splitSourceList(`one:1\n${descriptor} two:2`)).toEqual(["one:1", descriptor, "two:2"]);
  });

  it("splits an array of descriptors and keeps the text of each", () => {
    expect(splitSourceList('[{"digest":"a", "size": 1},\n {"digest":"b"}]')).toEqual([
      '{"digest":"a", "size": 1}',
      '{"digest":"b"}',
    ]);
  });

  it("splits an index into its entries, whatever else it has", () => {
    const entries = ['{"digest":"a", "size": 1}', '{"digest":"b","annotations":{"manifests":"["}}'];
    const index = `{"schemaVersion":2,"subject":{"manifests":[]},"manifests": [${entries.join(",\n")}]}`;
    expect(splitSourceList(index)).toEqual([index]);
    expect(splitSourceList(index.replace('"subject":{"manifests":[]},', ""))).toEqual(entries);
    expect(splitSourceList('{"digest":"a","manifests":1}')).toEqual([
      '{"digest":"a","manifests":1}',
    ]);
  });

  it("does not look for indexes in indexes", () => {
    const inner = `${'{"manifests":['.repeat(20)}${"]}".repeat(20)}`;
    expect(splitSourceList(`{"manifests":[${inner}]}`)).toEqual([inner]);
  });

  it("splits a JSON array of references, and removes quotes around references", () => {
    expect(splitSourceList('["a:1",\n "b:2"]')).toEqual(["a:1", "b:2"]);
    expect(splitSourceList(`"a:1" 'b:2', “c:3”\n\`d:4\` e'5'`)).toEqual([
      "a:1",
      "b:2",
      "c:3",
      "d:4",
      "e'5'",
    ]);
    expect(splitSourceList(`"a${'"'.repeat(200_000)}b`)).toHaveLength(1);
  });

  it("removes what shells, terminals and web pages put around references", () => {
    const text =
      "a:1 \\\n b:2\\\n c:3; (d:4) <e:5>\n\u001B[32mf:6\u001B[0m \u200Bg:7\uFEFF C:\\images\\";
    expect(splitSourceList(text)).toEqual([
      "a:1",
      "b:2",
      "c:3",
      "d:4",
      "e:5",
      "f:6",
      "g:7",
      "C:\\images\\",
    ]);
    expect(splitSourceList('"oci-layout:///my images:1"')).toEqual(["oci-layout:///my images:1"]);
  });

  it("takes an IPv6 address for a host", () => {
    expect(splitSourceList('[::1]:5000/a:1 [fe80::1]/b:2\n[{"digest":"c"}]')).toEqual([
      "[::1]:5000/a:1",
      "[fe80::1]/b:2",
      '{"digest":"c"}',
    ]);
  });

  it("keeps unclosed JSON in one piece", () => {
    expect(splitSourceList('a:1 {"digest": "sha256:1", ')).toEqual([
      "a:1",
      '{"digest": "sha256:1",',
    ]);
  });

  it("keeps spaces and commas in the path of a layout", () => {
    expect(splitSourceList("oci-layout:///tmp/my images, old:1.0\nb:2")).toEqual([
      "oci-layout:///tmp/my images, old:1.0",
      "b:2",
    ]);
  });

  it("splits before and between layouts", () => {
    expect(splitSourceList("a:1, oci-layout:///x:1, oci-layout:///y@z,")).toEqual([
      "a:1",
      "oci-layout:///x:1",
      "oci-layout:///y@z",
    ]);
  });

  it("keeps spaces in the path of an archive, with slashes or without", () => {
    expect(
      splitSourceList("a:1 docker-archive:///my images/a.tar:x oci-archive:b c.tar\nb:2"),
    ).toEqual(["a:1", "docker-archive:///my images/a.tar:x", "oci-archive:b c.tar", "b:2"]);
  });

  it("keeps a deep array of arrays in one piece", () => {
    const deep = `${"[".repeat(20)}${"]".repeat(20)}`;
    expect(splitSourceList(`a:1 ${deep} b:2`)).toEqual(["a:1", deep, "b:2"]);
    expect(splitSourceList('[[{"digest":"a"}]]')).toEqual(['[[{"digest":"a"}]]']);
  });

  // A quadratic implementation exceeds the time limit of a test.
  it.each<[string, string, number]>([
    ["spaces", " ".repeat(400_000), 0],
    ["spaces between words", `a:1${" ".repeat(400_000)}b:2`, 2],
    ["spaces in a path", `oci-layout:///a${" ".repeat(400_000)}b`, 1],
    ["commas in a path", `oci-layout:///a${",".repeat(400_000)}b\nc:1`, 2],
    ["spaces between paths", `oci-layout:///a${" ".repeat(400_000)}oci-layout:///b`, 2],
    ["line breaks", "\n".repeat(400_000), 0],
    ["words", "a:1 ".repeat(100_000), 100_000],
    ["descriptors", '{"a":1} '.repeat(50_000), 50_000],
    ["descriptors in a list", `[${'{"a":1},'.repeat(50_000)}{}]`, 50_001],
    ["brackets that never close", "[".repeat(400_000), 1],
    ["quotes that never close", `{${'"'.repeat(399_999)}`, 1],
    ["halves of a scheme", "oci-layout:/".repeat(40_000), 1],
  ])("splits a long text of %s", (_what, text, count) => {
    expect(splitSourceList(text)).toHaveLength(count);
  });
});
