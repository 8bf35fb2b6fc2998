import { expect, it } from "vitest";
import { escapeBeyondLatin1 } from "./latin1Chunks.ts";

it("escapes characters beyond Latin-1, and keeps what they mean", () => {
  const text = "é … → 😀 ⁠";
  const code = escapeBeyondLatin1(`"${text}"`);
  expect(code).toMatch(/^[\u0000-\u00ff]*$/);
  expect(code).toContain("é");
  expect(JSON.parse(code)).toBe(text);
  expect("x😀").toMatch(new RegExp(escapeBeyondLatin1("😀$"), "u"));
});
