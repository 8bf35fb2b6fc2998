import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { EngineError } from "../errors.ts";
import { createDigestVerifier, digestOf, isDigest, parseDigest } from "./digest.ts";

const hex = "0123456789abcdef".repeat(4);

test.each([
  [`sha256:${hex}`, "sha256"],
  [`sha384:${hex}${hex.slice(32)}`, "sha384"],
  [`sha512:${hex}${hex}`, "sha512"],
])("parses %s", (text, algorithm) => {
  expect(parseDigest(text)).toEqual({ algorithm, hex: text.slice(7) });
  expect(isDigest(text)).toBe(true);
});

test.each([
  ["", "invalid checksum digest format"],
  ["sha256", "invalid checksum digest format"],
  ["sha256:", "invalid checksum digest format"],
  [`:${hex}`, "invalid checksum digest format"],
  [`SHA256:${hex}`, "invalid checksum digest format"],
  [`sha256:${hex.toUpperCase()}`, "invalid checksum digest format"],
  [`sha256:${hex.slice(1)}g`, "invalid checksum digest format"],
  [`sha256:${hex.slice(1)}\n`, "invalid checksum digest format"],
  [`sha 256:${hex}`, "invalid checksum digest format"],
  ["sha256:1234", "invalid checksum digest length"],
  ["sha256:zz", "invalid checksum digest length"],
  [`sha256:${hex}0`, "invalid checksum digest length"],
  [`sha512:${hex}`, "invalid checksum digest length"],
  ["md5:d41d8cd98f00b204e9800998ecf8427e", "unsupported digest algorithm"],
  ["blake3:00", "unsupported digest algorithm"],
  ["a+b:c_d=", "unsupported digest algorithm"],
  [`sha256+b64:${hex}`, "unsupported digest algorithm"],
])("rejects %j: %s", (text, message) => {
  expect(() => parseDigest(text)).toThrow(
    expect.objectContaining({ code: "input_invalid", message }),
  );
  expect(isDigest(text)).toBe(false);
});

test("rejects digests with path separators", () => {
  expect(isDigest(`sha256:../../${hex.slice(6)}`)).toBe(false);
  expect(isDigest(`sha256:${hex}/../x`)).toBe(false);
});

test.each(["sha256", "sha384", "sha512"] as const)(
  "digestOf %s hashes bytes, and strings as UTF-8",
  (algorithm) => {
    const expected = `${algorithm}:${createHash(algorithm).update(Buffer.from("grüße")).digest("hex")}`;
    expect(digestOf("grüße", algorithm)).toBe(expected);
    expect(digestOf(new TextEncoder().encode("grüße"), algorithm)).toBe(expected);
  },
);

test("uses sha256 by default", () => {
  expect(digestOf("")).toBe(
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

const content = Buffer.from("some layer");

test.each(["sha256", "sha384", "sha512"] as const)("verifies chunks with %s", (algorithm) => {
  const verifier = createDigestVerifier(digestOf(content, algorithm), content.length);
  for (const byte of content) {
    verifier.update(Uint8Array.of(byte));
  }
  expect(verifier.received).toBe(content.length);
  verifier.finish();
});

test("verifies the digest without a size", () => {
  const good = createDigestVerifier(digestOf(content));
  good.update(content);
  good.finish();
  const bad = createDigestVerifier(digestOf(content));
  bad.update(Buffer.from("other"));
  expect(() => bad.finish()).toThrow(
    expect.objectContaining({ code: "digest_mismatch", retryable: true }),
  );
});

test("reports both digests of wrong content", () => {
  const verifier = createDigestVerifier(digestOf(content), content.length);
  verifier.update(Buffer.from("SOME LAYER"));
  expect(() => verifier.finish()).toThrow(
    expect.objectContaining({
      code: "digest_mismatch",
      message: expect.stringContaining(digestOf("SOME LAYER")) as string,
    }),
  );
});

test("fails at the first byte beyond the size", () => {
  const verifier = createDigestVerifier(digestOf(content), content.length);
  verifier.update(content);
  expect(() => verifier.update(Uint8Array.of(0))).toThrow(
    expect.objectContaining({ code: "size_mismatch" }),
  );
});

test("reports a size mismatch of truncated content", () => {
  const verifier = createDigestVerifier(digestOf(content), content.length);
  verifier.update(content.subarray(1));
  expect(() => verifier.finish()).toThrow(expect.objectContaining({ code: "size_mismatch" }));
});

test("verifies empty content", () => {
  expect(() => createDigestVerifier(digestOf(""), 0).finish()).not.toThrow();
});

test("rejects an invalid digest", () => {
  expect(() => createDigestVerifier("sha256:1", 1)).toThrow(EngineError);
});
