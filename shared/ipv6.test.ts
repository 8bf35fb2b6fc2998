import * as fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalIpv6 } from "./ipv6.ts";

/** Groups with many zeros, which is where spellings differ. */
const group = fc.constantFrom("0", "0000", "1", "00a", "FFff");
const groups = (max: number) => fc.array(group, { maxLength: max });

it("spells addresses as URL parsers do, and refuses what they refuse", () => {
  const whole = groups(9).map((each) => each.join(":"));
  const compressed = fc.tuple(groups(5), groups(4), fc.constantFrom("::", ":::", ":"));
  const texts = compressed.map(([a, b, gap]) => `${a.join(":")}${gap}${b.join(":")}`);
  fc.assert(
    fc.property(fc.oneof(whole, texts), (text) => {
      const url = URL.parse(`http://[${text}]/`)?.hostname;
      const canonical = canonicalIpv6(text);
      expect(canonical === undefined ? undefined : `[${canonical}]`).toBe(url);
    }),
    { numRuns: 2000 },
  );
});
