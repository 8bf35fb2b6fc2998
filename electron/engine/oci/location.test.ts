import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "../errors.ts";
import {
  formatLocation,
  isImplied,
  type Location,
  locationRepository,
  parseLocation,
  parseRepository,
} from "./location.ts";

const hex = "5e".repeat(32);
const digest = `sha256:${hex}`;

test.each([
  ["web", { domain: "docker.io", path: "library/web", tag: "latest" }],
  ["x.io/web:1", { domain: "x.io", path: "web", tag: "1" }],
  [`x.io/web@${digest}`, { domain: "x.io", path: "web", digest }],
  [`x.io/web:1@${digest}`, { domain: "x.io", path: "web", tag: "1", digest }],
  ["oci-layout/web", { domain: "docker.io", path: "oci-layout/web", tag: "latest" }],
])("parses %s as a reference", (text, reference) => {
  expect(parseLocation(text)).toEqual({ kind: "registry", reference });
});

const implied = { tag: "latest", implied: true };

test.each([
  ["oci-layout://out", { path: "out", ...implied }],
  ["oci-layout://./out:v1", { path: "./out", tag: "v1" }],
  ["oci-layout:///srv/images/web:1.2-rc", { path: "/srv/images/web", tag: "1.2-rc" }],
  [`oci-layout:///srv/web@${digest}`, { path: "/srv/web", digest }],
  [`oci-layout:///srv/web:1@${digest}`, { path: "/srv/web", tag: "1", digest }],
  ["oci-layout://C:\\images\\web", { path: "C:\\images\\web", ...implied }],
  ["oci-layout://C:\\images\\web:v1", { path: "C:\\images\\web", tag: "v1" }],
  ["oci-layout://d:/images/web:v1", { path: "d:/images/web", tag: "v1" }],
  [`oci-layout://C:/images@${digest}`, { path: "C:/images", digest }],
  ["oci-layout://a:tag", { path: "a", tag: "tag" }],
  ["oci-layout:///srv/me@home/web", { path: "/srv/me@home/web", ...implied }],
  ["oci-layout:///srv/me@home:v1", { path: "/srv/me@home", tag: "v1" }],
  ["oci-layout:///srv/12:30/web", { path: "/srv/12:30/web", ...implied }],
  ["oci-layout:///srv/12:30/web:1.0", { path: "/srv/12:30/web", tag: "1.0" }],
  ["oci-layout:///srv/T10:20:27/web:1.0", { path: "/srv/T10:20:27/web", tag: "1.0" }],
  ["oci-layout:///srv/my images/wéb:1", { path: "/srv/my images/wéb", tag: "1" }],
  ["oci-layout:///out:localhost/acme/app:1.0", { path: "/out", tag: "localhost/acme/app:1.0" }],
  ["oci-layout://out:alpine:3.20", { path: "out", tag: "alpine:3.20" }],
  ["oci-layout:///out:x.io:5000/a/b:1", { path: "/out", tag: "x.io:5000/a/b:1" }],
  [`oci-layout:///out:x.io/b:1@${digest}`, { path: "/out", tag: "x.io/b:1", digest }],
  ["oci-layout://C:\\out:acme/app:1", { path: "C:\\out", tag: "acme/app:1" }],
  // Without a tag, it can also be a folder.
  ["oci-layout:///out:acme/app", { path: "/out:acme/app", ...implied }],
  ["oci-layout:///srv/a:b/web/:1", { path: "/srv/a:b/web", tag: "1" }],
  ["oci-layout:///srv/a:b/:x/y:1", { path: "/srv/a:b", tag: "x/y:1" }],
  ["oci-layout:///srv/a:b/", { path: "/srv/a:b", ...implied }],
])("parses %s as a layout", (text, parts) => {
  const location = parseLocation(text);
  expect(location).toEqual({ kind: "layout", ...parts });
  expect(parseLocation(formatLocation(location))).toEqual(location);
});

test.each([
  ["oci-archive://out.tar", "oci", { path: "out.tar", ...implied }],
  ["oci-archive://./out.tar:v1", "oci", { path: "./out.tar", tag: "v1" }],
  ["oci-archive:out.tar:v1", "oci", { path: "out.tar", tag: "v1" }],
  ["oci-archive:/srv/out.tar", "oci", { path: "/srv/out.tar", ...implied }],
  [`oci-archive:///srv/out.tar@${digest}`, "oci", { path: "/srv/out.tar", digest }],
  [`oci-archive:///srv/out.tar:1@${digest}`, "oci", { path: "/srv/out.tar", tag: "1", digest }],
  ["oci-archive://C:\\images\\web.tar", "oci", { path: "C:\\images\\web.tar", ...implied }],
  ["oci-archive:C:\\images\\web.tar:v1", "oci", { path: "C:\\images\\web.tar", tag: "v1" }],
  ["oci-archive://d:/images/web:v1", "oci", { path: "d:/images/web", tag: "v1" }],
  ["oci-archive://d:/images/web", "oci", { path: "d:/images/web", ...implied }],
  [`docker-archive://C:/w.tgz@${digest}`, "docker", { path: "C:/w.tgz", digest }],
  ["docker-archive://\\\\host\\x.tar:1", "docker", { path: "\\\\host\\x.tar", tag: "1" }],
  ["docker-archive:///srv/x.tar:alpine:3.20", "docker", { path: "/srv/x.tar", tag: "alpine:3.20" }],
  ["docker-archive:x.tar.gz:alpine", "docker", { path: "x.tar.gz", tag: "alpine" }],
  ["docker-archive:x.TAR.ZST:a/b", "docker", { path: "x.TAR.ZST", tag: "a/b" }],
  [
    "docker-archive:///My Images/x.tar:localhost:5000/a/b:1",
    "docker",
    { path: "/My Images/x.tar", tag: "localhost:5000/a/b:1" },
  ],
  ["docker-archive:///srv/saved:alpine:3.20", "docker", { path: "/srv/saved", tag: "alpine:3.20" }],
  [
    "docker-archive:///srv/saved:ghcr.io/a/b:1",
    "docker",
    { path: "/srv/saved", tag: "ghcr.io/a/b:1" },
  ],
  ["oci-archive:///srv/12:30/web", "oci", { path: "/srv/12:30/web", ...implied }],
  ["oci-archive:///srv/12:30/web.tar", "oci", { path: "/srv/12:30/web.tar", ...implied }],
  ["oci-archive:///srv/12:30/web.tar:1", "oci", { path: "/srv/12:30/web.tar", tag: "1" }],
  ["oci-archive:///srv/a.tar.d/b", "oci", { path: "/srv/a.tar.d/b", ...implied }],
  ["oci-archive:///srv/me@home/web.tar:v1", "oci", { path: "/srv/me@home/web.tar", tag: "v1" }],
])("parses %s as an archive", (text, format, parts) => {
  const location = parseLocation(text);
  expect(location).toEqual({ kind: "archive", format, ...parts });
  const written = formatLocation(location);
  expect(written).toBe(text.replace(/^([a-z]+-archive:)(?:\/\/)?/, "$1//"));
  expect(parseLocation(written)).toEqual(location);
});

test.each(["web", "oci-layout://a:b", "oci-archive:///srv/12:30/web", "docker-archive://C:\\a"])(
  "parses the repository %s",
  (name) => {
    const location = parseRepository(name);
    expect(locationRepository(location)).toBe(name === "web" ? "docker.io/library/web" : name);
    expect(location).toMatchObject(
      location.kind === "registry" ? { reference: { tag: "latest" } } : { tag: "latest" },
    );
    expect(isImplied(location)).toBe(false);
  },
);

describe("rejects", () => {
  test.each([
    ["oci-layout://", "invalid image layout: no folder given"],
    ["oci-layout://:tag", "invalid image layout: no folder given"],
    ["oci-layout://out:", "invalid image layout: invalid tag format"],
    ["oci-layout://out:-x", "invalid image layout: invalid tag format"],
    [`oci-layout://out:${"t".repeat(129)}`, "invalid image layout: invalid tag format"],
    ["oci-layout://out@sha256:abc", "invalid image layout: invalid checksum digest length"],
    [`oci-layout://out@md5:${hex.slice(32)}`, "invalid image layout: unsupported digest algorithm"],
    ["oci-layout:///out:../../other:1.0", "invalid image layout: invalid tag format"],
    ["oci-layout:///out:../../other", "invalid image layout: invalid tag format"],
    ["oci-layout://C:\\out:..\\other:1.0", "invalid image layout: invalid tag format"],
    ["oci-layout:///out:a/../../../etc:1.0", "invalid image layout: invalid tag format"],
    [`oci-layout:///out:../other@${digest}`, "invalid image layout: invalid tag format"],
    ["oci-archive:///x.tar:../../other.tar:1.0", "invalid archive: invalid tag format"],
    ["docker-archive:///x:../../other:1.0", "invalid archive: invalid tag format"],
    ["oci-layout://o\u0000ut", "invalid image layout: not a path"],
    ["oci-archive:", "invalid archive: no file given"],
    ["docker-archive://", "invalid archive: no file given"],
    ["docker-archive://:1", "invalid archive: no file given"],
    ["docker-archive://x.tar:", "invalid archive: invalid tag format"],
    ["docker-archive://x.tar:alpine/3:", "invalid archive: invalid tag format"],
    ["docker-archive://x.tar:@0", "invalid archive: invalid tag format"],
    ["oci-archive://x:-1", "invalid archive: invalid tag format"],
    ["oci-archive://x.tar@sha256:abc", "invalid archive: invalid checksum digest length"],
    ["oci-archive://x\u0000.tar", "invalid archive: not a path"],
    ["x.io/Web", "invalid reference format: repository name (Web) must be lowercase"],
  ])("%j", (text, message) => {
    expect(() => parseLocation(text)).toThrow(
      expect.objectContaining({
        code: "reference_invalid",
        message,
        hint: expect.any(String) as string,
      }),
    );
  });
});

test("rejects a path that is too long", () => {
  expect(() => parseLocation(`oci-layout://${"o".repeat(40_000)}`)).toThrow("path too long");
});

// Any colon may end the path; the text after the first ones is too long for a name.
test.each([":", "a:", ".tar:", "a.tar:x/"])("parses or rejects text of many %j quickly", (part) => {
  for (const scheme of ["oci-archive:", "oci-layout://", "docker-archive:/"]) {
    const text = scheme + part.repeat(2_000_000 / part.length);
    expect(() => parseLocation(text)).toThrow(EngineError);
  }
});

test("formats locations in full, and repositories without tag and digest", () => {
  const registry = parseLocation(`web:1@${digest}`);
  expect(formatLocation(registry)).toBe(`docker.io/library/web:1@${digest}`);
  expect(locationRepository(registry)).toBe("docker.io/library/web");
  const layout = parseLocation(`oci-layout://C:\\web:1@${digest}`);
  expect(formatLocation(layout)).toBe(`oci-layout://C:\\web:1@${digest}`);
  expect(locationRepository(layout)).toBe("oci-layout://C:\\web");
});

test.each(["1.0", "localhost/acme/app:1.0"])(
  "parses any formatted folder with the tag %s",
  (tag) => {
    const part = fc.constantFrom("a", "b:1", ":", "12:30", "x.io:5000", "a:b", "c/d:1", "sha256:");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), fc.boolean(), (parts, named) => {
        const name = named ? { tag } : ({ tag: "latest", implied: true } as const);
        const location: Location = { kind: "layout", path: `/${parts.join("/")}`, ...name };
        expect(parseLocation(formatLocation(location))).toEqual(location);
      }),
      { numRuns: 2000 },
    );
  },
);

function readsBackOrIsRefused(text: string): boolean {
  try {
    const location = parseLocation(text);
    return isDeepStrictEqual(parseLocation(formatLocation(location)), location);
  } catch (error) {
    return error instanceof EngineError && error.code === "reference_invalid";
  }
}

test("parses the formatted location of any accepted text", () => {
  const text = fc
    .array(
      fc.constantFrom(
        "a",
        ".tar",
        ".tgz",
        "a/b:1",
        " ",
        ":",
        "@",
        "/",
        "\\",
        "C:",
        ".",
        "-",
        "sha256:",
        digest,
        hex,
      ),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (rest) => {
      for (const scheme of ["oci-layout://", "oci-archive:", "docker-archive://"]) {
        expect(readsBackOrIsRefused(scheme + rest)).toBe(true);
      }
    }),
    { numRuns: 4000 },
  );
});
