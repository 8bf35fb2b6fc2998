import { constantFrom, oneof, string } from "fast-check";
import { expect, it } from "vitest";
import { formatLocation, parseLocation } from "../../engine/oci/location.ts";
import {
  familiarReference,
  formatReference,
  parseReference,
  withDefaultTag,
} from "../../engine/oci/reference.ts";
import { fuzz, texts } from "./fuzz.ts";

const hex = "0123456789abcdef".repeat(4);
const words = [
  "a",
  "b1",
  "acme",
  "app",
  "library",
  "docker.io",
  "index.docker.io",
  "localhost",
  "127.0.0.1",
  "ghcr.io",
  "[::1]",
  "[fe80::1%25eth0]",
  "A",
  "/",
  "//",
  ":",
  ":5000",
  ":99999",
  "@",
  "@sha256:",
  `@sha256:${hex}`,
  hex,
  ".",
  "..",
  "_",
  "__",
  "-",
  "--",
  "ſ",
  "\u0000",
  "\n",
  " ",
  "%2f",
  "?",
  "#",
];

/** Mostly valid references, which reach the later steps of the parser. */
const likely = string({
  unit: constantFrom(
    "acme",
    "app",
    "ghcr.io",
    "localhost:5000",
    "/",
    "-",
    ".",
    ":1",
    "Foo",
    `@sha256:${hex}`,
    hex,
  ),
  maxLength: 6,
});

it("parses references or throws an EngineError", async () => {
  const share = await fuzz(oneof(likely, texts(words)), (text) => {
    const reference = parseReference(text);
    expect(parseReference(formatReference(reference))).toEqual(reference);
    expect(parseReference(familiarReference(reference))).toEqual(reference);
    expect(withDefaultTag(reference).path).toBe(reference.path);
    // Parsed references become part of URLs.
    expect(reference.path).toMatch(/^[a-z0-9][a-z0-9._/-]*$/);
    expect(`${reference.path}/`).not.toContain("../");
  });
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

it("parses locations or throws an EngineError", async () => {
  const places = ["oci-layout://", "C:\\images", "/images", "\\", ":latest", ...words];
  const share = await fuzz(
    oneof(
      likely,
      likely.map((text) => `oci-layout://${text}`),
      texts(places),
    ),
    (text) => {
      const location = parseLocation(text);
      expect(parseLocation(formatLocation(location))).toEqual(location);
    },
  );
  expect(share).toBeGreaterThan(0.05);
}, 60_000);
