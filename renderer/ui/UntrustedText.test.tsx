import { render } from "@testing-library/react";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UntrustedText } from "./UntrustedText.tsx";
import { escapeInvisible } from "./escapeInvisible.ts";

describe("UntrustedText", () => {
  it.each([
    ["a right-to-left override", "app\u202Egpj.exe", "app[U+202E]gpj.exe"],
    ["an isolate", "\u2067x\u2069", "[U+2067]x[U+2069]"],
    ["a zero-width space", "ad\u200Bmin", "ad[U+200B]min"],
    ["an escape sequence", "\u001B[31mred", "[U+001B][31mred"],
    ["a carriage return that overwrites", "safe\revil", "safe[U+000D]evil"],
    ["a tag character", "a\u{E0041}", "a[U+E0041]"],
    ["a lone surrogate", "a\uD800b", "a[U+D800]b"],
    ["a filler", "a\u3164b", "a[U+3164]b"],
    ["a line separator", "a\u2028b", "a[U+2028]b"],
  ])("escapes %s", (_, text, shown) => {
    expect(escapeInvisible(text)).toBe(shown);
  });

  it("keeps words of any language, tabs and line feeds", () => {
    const text = "Grüße, שלום, مرحبا, 日本語 – €\n\tx";
    expect(escapeInvisible(text)).toBe(text);
  });

  it("leaves nothing invisible and is idempotent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeInvisible(text)).not.toMatch(
          /[\u200B-\u200F\u202A-\u202E\u2066-\u2069\0\x1B\x7F]/,
        );
        expect(escapeInvisible(escapeInvisible(text))).toBe(escapeInvisible(text));
      }),
    );
  });

  it("isolates its direction from the text around it", () => {
    const { container } = render(<UntrustedText text={"\u202Eabc"} />);
    expect(container.innerHTML).toBe("<bdi>[U+202E]abc</bdi>");
  });
});
