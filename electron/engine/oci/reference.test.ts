import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "../errors.ts";
import {
  familiarReference,
  formatReference,
  parseReference,
  repositoryName,
  requestHost,
  withDefaultTag,
} from "./reference.ts";

const hex = "7c".repeat(32);
const digest = `sha256:${hex}`;

describe("parses and formats", () => {
  test.each([
    // typed, canonical, familiar
    ["busybox", "docker.io/library/busybox", "busybox"],
    ["busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36"],
    ["acme/web", "docker.io/acme/web", "acme/web"],
    ["docker.io/busybox", "docker.io/library/busybox", "busybox"],
    ["docker.io/library/busybox", "docker.io/library/busybox", "busybox"],
    ["docker.io/library/deep/er", "docker.io/library/deep/er", "library/deep/er"],
    ["library/busybox", "docker.io/library/busybox", "busybox"],
    ["index.docker.io/busybox", "docker.io/library/busybox", "busybox"],
    ["index.docker.io/acme/web:x", "docker.io/acme/web:x", "acme/web:x"],
    [
      "registry-1.docker.io/acme/web",
      "registry-1.docker.io/acme/web",
      "registry-1.docker.io/acme/web",
    ],
    ["quay.example/acme/web:2", "quay.example/acme/web:2", "quay.example/acme/web:2"],
    ["quay.example/library/web", "quay.example/library/web", "quay.example/library/web"],
    ["localhost/web", "localhost/web", "localhost/web"],
    ["localhost:5000", "docker.io/library/localhost:5000", "localhost:5000"],
    ["10.0.0.7:5000", "docker.io/library/10.0.0.7:5000", "10.0.0.7:5000"],
    ["quay.example", "docker.io/library/quay.example", "quay.example"],
    ["localhost:5000/web:v_1.0-rc", "localhost:5000/web:v_1.0-rc", "localhost:5000/web:v_1.0-rc"],
    ["build:5000/web", "build:5000/web", "build:5000/web"],
    ["Build/web", "Build/web", "Build/web"],
    ["[::1]/web", "[::1]/web", "[::1]/web"],
    ["[2001:DB8::7]:5000/web:x", "[2001:DB8::7]:5000/web:x", "[2001:DB8::7]:5000/web:x"],
    ["x.io/a/b_c/d__e/f.g/h---i/0", "x.io/a/b_c/d__e/f.g/h---i/0", "x.io/a/b_c/d__e/f.g/h---i/0"],
    [`web@${digest}`, `docker.io/library/web@${digest}`, `web@${digest}`],
    [`x.io/web:1@${digest}`, `x.io/web:1@${digest}`, `x.io/web:1@${digest}`],
    [
      `x.io/web:1@sha512:${hex}${hex}`,
      `x.io/web:1@sha512:${hex}${hex}`,
      `x.io/web:1@sha512:${hex}${hex}`,
    ],
    ["x.io/web:SNAPSHOT", "x.io/web:SNAPSHOT", "x.io/web:SNAPSHOT"],
    [`x.io/web:${"t".repeat(128)}`, `x.io/web:${"t".repeat(128)}`, `x.io/web:${"t".repeat(128)}`],
    [`x.io/${"p".repeat(255)}`, `x.io/${"p".repeat(255)}`, `x.io/${"p".repeat(255)}`],
    [`acme/${hex}`, `docker.io/acme/${hex}`, `acme/${hex}`],
    [`sha256:${hex}`, `docker.io/library/sha256:${hex}`, `sha256:${hex}`],
  ])("%s", (typed, canonical, familiar) => {
    const reference = parseReference(typed);
    expect(formatReference(reference)).toBe(canonical);
    expect(familiarReference(reference)).toBe(familiar);
    expect(parseReference(familiar)).toEqual(reference);
  });
});

test("returns the parts without adding a tag", () => {
  expect(parseReference("x.io:1/a/b")).toEqual({ domain: "x.io:1", path: "a/b" });
  expect(parseReference(`x.io/a:t@${digest}`)).toEqual({
    domain: "x.io",
    path: "a",
    tag: "t",
    digest,
  });
});

describe("rejects, with distribution's message and a hint,", () => {
  const format = "invalid reference format";
  test.each([
    ["", format, /repository/],
    [" busybox", format, /path component .* a space/],
    ["busybox ", format, /a space/],
    ["bus\tybox", format, /white space/],
    ["busy\u0000box", format, /invisible/],
    ["/web", format, /oci-layout:\/\/\/web .*layout/],
    ["./images", format, /relative path.*oci-layout:\/\/\/home/],
    ["~/images/app", format, /relative path.*oci-layout:\/\/\/home/],
    ["C:\\images\\App", format, /oci-layout:\/\/C:\\images\\App /],
    ["d:/out/app.tar.gz", format, /oci-archive:\/\/d:\/out\/app\.tar\.gz, or docker-archive/],
    ["/out/app.tar:1.4", format, /oci-archive:\/\/\/out\/app\.tar:1\.4, or docker-archive/],
    ["acme//web", format, /path is empty/],
    ["acme/web/", format, /path is empty/],
    ["x.io/", format, /path is empty/],
    ["https://x.io/web", format, /no scheme/],
    ["HTTP://x.io/web", format, /no scheme/],
    ["x_y.io/web", format, /registry "x_y.io" contains "_"/],
    ["-x.io/web", format, /registry .* hyphen/],
    ["x.io-/web", format, /registry .* hyphen/],
    ["x..io/web", format, /registry .* empty part/],
    [".x/web", format, /registry .* empty part/],
    ["x.io:/web", format, /ends with a colon/],
    ["x.io:port/web", format, /an invalid port, "port"/],
    ["web:1.2/extra", format, /A tag goes at the end/],
    ["::1/web", format, /brackets/],
    ["[::1/web", format, /IPv6/],
    ["[fe80::1%25eth0]/web", format, /IPv6/],
    ["[::ffff:10.0.0.1]/web", format, /IPv6/],
    ["müller.example/web", format, /registry .* "ü"/],
    [`${"a.".repeat(200)}b/web`, format, /registry/],
    ["acme/-web", format, /begins with "-"/],
    ["acme/web.", format, /ends with "."/],
    ["acme/we..b", format, /separators/],
    ["acme/we___b", format, /separators/],
    ["acme/we-_b", format, /separators/],
    ["acme/we+b", format, /"\+"/],
    ["acme/grüße", format, /"ü"/],
    ["acme/web:", format, /tag .* empty/],
    ["acme/web:.1", format, /tag .* begins with "\."/],
    ["acme/web:a:b", format, /tag .* ":"/],
    ["acme/web:a/b", format, /tag .* "\/"/],
    ["acme/web:ü", format, /tag .* "ü"/],
    [`acme/web:${"t".repeat(129)}`, format, /tag has 129/],
    ["acme/web@", format, /digest .* empty/],
    [`acme/web@${hex}`, format, /no algorithm/],
    ["acme/web@sha256:abc", format, /digest .* too short/],
    [`acme/web@${digest}@${digest}`, format, /more than one @/],
    [`acme/web@${digest}:tag`, format, /digest/],
    [`acme/web@${digest}0`, "invalid checksum digest length", /64/],
    [`acme/web@sha256:${hex.toUpperCase()}`, "invalid checksum digest format", /lower case/],
    [`acme/web@md5:${hex.slice(32)}`, "unsupported digest algorithm", /sha256/],
    ["acme/Web", `${format}: repository name (acme/Web) must be lowercase`, /Write "web"/],
    ["Busybox", `${format}: repository name (library/Busybox) must be lowercase`, /"busybox"/],
    ["x.io:5000/Acme/app:x", `${format}: repository name (Acme/app) must be lowercase`, /"acme"/],
    [
      `web@SHA256:${hex}`,
      `${format}: repository name (library/web@SHA256) must be lowercase`,
      /algorithm/,
    ],
    [
      hex,
      `invalid repository name (${hex}), cannot specify 64-byte hexadecimal strings`,
      /sha256:/,
    ],
    [`x.io/${"p".repeat(256)}`, "repository name must not be more than 255 characters", /256/],
    ["FROM scratch", "invalid reference format", /^scratch is no image/],
    ["docker run --rm", "invalid reference format", /^docker run names no image/],
    ["acme/${NAME}:1", "invalid reference format", /by a variable/],
  ])("%j", (typed, message, hint) => {
    expect(() => parseReference(typed)).toThrow(
      expect.objectContaining({
        code: "reference_invalid",
        message,
        hint: expect.stringMatching(hint) as string,
      }),
    );
  });
});

test("rejects text that is too long before matching it", () => {
  expect(() => parseReference("a/".repeat(100_000))).toThrow(
    expect.objectContaining({
      code: "reference_invalid",
      message: "repository name must not be more than 255 characters",
    }),
  );
});

test("formats no familiar reference that means another repository", () => {
  for (const text of [
    "docker.io/my.org/app:1",
    "docker.io/localhost/app",
    `docker.io/library/${hex}`,
  ]) {
    expect(familiarReference(parseReference(text))).toBe(text);
  }
});

test("adds latest only without tag and digest", () => {
  expect(withDefaultTag(parseReference("web"))).toEqual({
    domain: "docker.io",
    path: "library/web",
    tag: "latest",
  });
  expect(withDefaultTag(parseReference("web:1")).tag).toBe("1");
  expect(withDefaultTag(parseReference(`web@${digest}`)).tag).toBeUndefined();
});

test("returns the repository without tag and digest", () => {
  expect(repositoryName(parseReference(`x.io/a/b:1@${digest}`))).toBe("x.io/a/b");
});

test.each([
  ["docker.io", "registry-1.docker.io"],
  ["ghcr.io", "ghcr.io"],
  ["GHCR.io:443", "GHCR.io:443"],
  ["localhost:5000", "localhost:5000"],
  ["10.1.2.3:80", "10.1.2.3:80"],
  ["[2001:0DB8::1]:5000", "[2001:0DB8::1]:5000"],
])("sends requests for %s to %s", (domain, host) => {
  expect(requestHost(domain)).toBe(host);
});

test.each(["x.io:65536", "127.1", "0x7f.0.0.1", "0177.0.0.1", "300.1.1.1", "[:::]", "[1]"])(
  "rejects %s, which URL parsers reject or rewrite",
  (domain) => {
    expect(() => requestHost(domain)).toThrow(
      expect.objectContaining({ code: "reference_invalid" }),
    );
  },
);

const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const component = fc
  .tuple(
    word,
    fc.array(fc.tuple(fc.constantFrom(".", "_", "__", "-", "----"), word), { maxLength: 3 }),
  )
  .map(([first, rest]) => first + rest.map((pair) => pair.join("")).join(""));
const reference = fc.record(
  {
    domain: fc.constantFrom(
      "docker.io",
      "x.io",
      "localhost",
      "localhost:5000",
      "Reg",
      "[::1]:1",
      "10.0.0.1:80",
    ),
    path: fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    tag: fc.stringMatching(/^\w[\w.-]{0,20}$/),
    digest: fc.constantFrom(digest, `sha512:${hex}${hex}`),
  },
  { requiredKeys: ["domain", "path"] },
);

test("parses formatted and familiar references to the same reference", () => {
  fc.assert(
    fc.property(reference, (given) => {
      const read = parseReference(formatReference(given));
      const path =
        given.domain === "docker.io" && !given.path.includes("/")
          ? `library/${given.path}`
          : given.path;
      expect(read).toEqual({ ...given, path });
      expect(parseReference(familiarReference(read))).toEqual(read);
    }),
  );
});

function readsBackOrIsRefused(text: string): boolean {
  try {
    const read = parseReference(text);
    return isDeepStrictEqual(parseReference(formatReference(read)), read);
  } catch (error) {
    return (
      error instanceof EngineError && error.code === "reference_invalid" && error.hint !== undefined
    );
  }
}

test.each([
  ["/srv/images:1", ["oci-layout:///srv/images:1"]],
  ["/srv/app.tar.gz", ["oci-archive:///srv/app.tar.gz"]],
  ["C:\\images", ["oci-layout://C:\\images"]],
  ["./images", []],
])("suggests locations for the path %s", (path, locations) => {
  const choices = locations.map((text) => ({ text, title: text }));
  expect(() => parseReference(path)).toThrow(expect.objectContaining({ choices }));
});

test("parses any text or rejects it with a hint", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc
      .array(fc.constantFrom("a", "A", "/", ":", "@", ".", "_", "-", "[", "]", "1", digest, " "))
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (typed) => {
      expect(readsBackOrIsRefused(typed)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
