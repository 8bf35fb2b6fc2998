import { expect, it } from "vitest";
import { parseSourceFile } from "./parseSourceFile.ts";

const digest = `sha256:${"a".repeat(64)}`;

it("reads one reference a line, with comments and blank lines", () => {
  const { result, problems } = parseSourceFile(
    "\uFEFF# images\r\nghcr.io/acme/app:1\r\n\r\n  alpine:3.20   # base\r\noci-layout:///a b/c:1\r\n",
  );
  expect(result.sources).toEqual(["ghcr.io/acme/app:1", "alpine:3.20", "oci-layout:///a b/c:1"]);
  expect(problems).toEqual([]);
});

it("reads commands, also over several lines, and descriptors among references", () => {
  const { result, problems } = parseSourceFile(
    `docker pull ghcr.io/acme/app:1
docker buildx imagetools create \\
  -t ghcr.io/acme/app:2 \\
  ghcr.io/acme/app:amd64 ghcr.io/acme/app:arm64
{
  "digest": "${digest}", "annotations": {"a": "b # c ] {"}
}
b:1`,
  );
  expect(problems).toEqual([]);
  expect(result.sources).toEqual([
    "ghcr.io/acme/app:1",
    "ghcr.io/acme/app:amd64",
    "ghcr.io/acme/app:arm64",
    expect.stringContaining("b # c ] {"),
    "b:1",
  ]);
  expect(result.targets).toEqual(["ghcr.io/acme/app:2"]);
});

it("reads the descriptors of an array", () => {
  const { result } = parseSourceFile(
    `[\n {"digest": "${digest}"},\n {"digest": "${digest}", "size": 1}\n]\n`,
  );
  expect(result.sources).toHaveLength(2);
});

it("reads Dockerfiles and image fields as a whole", () => {
  const dockerfile = "FROM golang:1.22 AS build\nRUN make\nFROM build\nFROM alpine:3.20\n";
  expect(parseSourceFile(dockerfile).result.sources).toEqual(["golang:1.22", "alpine:3.20"]);
  const compose = "services:\n  web:\n    image: nginx:1.27\n  db:\n    image: postgres:16\n";
  expect(parseSourceFile(compose).result.sources).toEqual(["nginx:1.27", "postgres:16"]);
});

it("names the lines that are not understood, without their text", () => {
  const { result, problems } = parseSourceFile(
    "a:1\nPlease use the password hunter2 here\ndir:/srv/x\n[never closed\n",
  );
  expect(result.sources).toEqual(["a:1"]);
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4]);
  expect(JSON.stringify(problems)).not.toContain("hunter2");
});

it("reads at most a thousand references, and says so", () => {
  const { result, problems } = parseSourceFile(
    Array.from({ length: 1200 }, (_, at) => `acme/app:${at}`).join("\n"),
  );
  expect(result.sources).toHaveLength(1000);
  expect(problems[0]?.reason).toBe("Only the first 1000 references are read; 200 are not.");
});

it("reads the output of docker pull, and each reference once", () => {
  const pull = `$ docker pull x.io/a:1\n1: Pulling from a\nDigest: sha256:${"ab".repeat(32)}\nStatus: Downloaded newer image for x.io/a:1\nx.io/a:1\n`;
  expect(parseSourceFile(pull).result.sources).toEqual(["x.io/a:1"]);
});

it("takes no key of YAML for a reference", () => {
  const { result, problems } = parseSourceFile("images:\n  - x.io/a:1\n  - x.io/b:1");
  expect(result.sources).toEqual(["x.io/a:1", "x.io/b:1"]);
  expect(problems).toEqual([{ line: 1, reason: "Not a reference." }]);
});

it("reads no text that would stop the window for long", () => {
  const { result, problems } = parseSourceFile("acme/app:1 ".repeat(200_000));
  expect(result.sources).toEqual([]);
  expect(problems.map(({ reason }) => reason)).toEqual([
    "The text is too long: at most 2 MiB are read. Split it.",
  ]);
});

it.each([
  ["quotes", '\\"'],
  ["line ends", '\\\r\\"'],
])("reads a string that is never closed, with many escaped %s, in linear time", (_, escaped) => {
  // At the largest size of a list. A scan that starts again at each quote takes minutes.
  const text = `{"${escaped.repeat(Math.floor((256 * 1024) / escaped.length))}\\`;
  expect(parseSourceFile(text).problems).toEqual([
    { line: 1, reason: "JSON whose brackets do not match." },
  ]);
});
