import { describe, expect, it } from "vitest";
import { shortDigest } from "./shortDigest.ts";

describe("shortDigest", () => {
  it("keeps both ends and omits sha256", () => {
    expect(shortDigest(`sha256:91e6${"0".repeat(56)}38aa`)).toBe("91e6…38aa");
  });

  it("keeps another algorithm", () => {
    expect(shortDigest(`sha512:91e6${"0".repeat(120)}38aa`)).toBe("sha512:91e6…38aa");
  });

  it("does not change a short digest", () => {
    expect(shortDigest("sha256:abc")).toBe("abc");
    expect(shortDigest("abc")).toBe("abc");
  });
});
