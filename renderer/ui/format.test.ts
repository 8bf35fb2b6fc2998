import { describe, expect, it } from "vitest";
import { formatBytes } from "./format.ts";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [99_940, "99.9 kB"],
    [123_456, "123 kB"],
    [999_400, "999 kB"],
    [999_900, "1.0 MB"],
    [41_251_402, "41.3 MB"],
    [7_500_000_000, "7.5 GB"],
  ])("formats %d as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
