import { describe, expect, it } from "vitest";
import { shortDigest } from "./shortDigest.ts";

describe("shortDigest", () => {
  it("keeps both ends and drops the usual algorithm", () => {
    expect(shortDigest(`sha256:91e6${"0".repeat(56)}38aa`)).toBe("91e6…38aa");
  });

  it("says the algorithm where it is another", () => {
    expect(shortDigest(`sha512:91e6${"0".repeat(120)}38aa`)).toBe("sha512:91e6…38aa");
  });

  it("leaves alone what is short already", () => {
    expect(shortDigest("sha256:abc")).toBe("abc");
    expect(shortDigest("abc")).toBe("abc");
  });
});
