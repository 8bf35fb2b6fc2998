import { expect, it } from "vitest";
import { hexDump } from "./hexDump.ts";

it("formats lines of 16 bytes", () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, at) => (at === 0 ? 0x1f : 0x40 + at));
  expect(hexDump(bytes)).toBe(
    [
      "00000000  1f 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  |.ABCDEFGHIJKLMNO|",
      "00000010  50 51                                             |PQ|",
    ].join("\n"),
  );
});
