import { expect, it } from "vitest";
import { splitLinks } from "./splitLinks.ts";

/** The text with its links in brackets. */
function linked(text: string): string {
  const pieces = splitLinks(text);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  return pieces.map((piece) => (piece.url === undefined ? piece.text : `⟨${piece.url}⟩`)).join("");
}

it.each([
  ["https://acme.example", "⟨https://acme.example⟩"],
  ["HTTPS://acme.example/A", "⟨HTTPS://acme.example/A⟩"],
  // The whole value is as it is.
  ["https://acme.example/a.", "⟨https://acme.example/a.⟩"],
  ["HOME_PAGE=https://acme.example/a?b=c#d", "HOME_PAGE=⟨https://acme.example/a?b=c#d⟩"],
  [
    "see https://acme.example/a, or http://b.example.",
    "see ⟨https://acme.example/a⟩, or ⟨http://b.example⟩.",
  ],
  ["(https://acme.example/a_(b))", "(⟨https://acme.example/a_(b)⟩)"],
  ["[docs](https://acme.example/a)", "[docs](⟨https://acme.example/a⟩)"],
  ['{"url":"https://acme.example/a"}', '{"url":"⟨https://acme.example/a⟩"}'],
  ["GOPROXY=https://proxy.example,direct", "GOPROXY=⟨https://proxy.example⟩,direct"],
  ["https://proxy.example,direct", "⟨https://proxy.example⟩,direct"],
  ["https://a.example/x,y https://b.example", "⟨https://a.example/x,y⟩ ⟨https://b.example⟩"],
  ["http://a.example:80,https://b.example", "⟨http://a.example:80⟩,⟨https://b.example⟩"],
  [
    "https://web.example/save/https://a.example x",
    "⟨https://web.example/save/https://a.example⟩ x",
  ],
  ["git+https://git.example/app@refs/tags/v1", "git+⟨https://git.example/app⟩@refs/tags/v1"],
  ["ada@acme.example", "ada@acme.example"],
  ["", ""],
])("finds the links of %j", (text, expected) => {
  expect(linked(text)).toBe(expected);
});

it.each([
  "javascript:alert(1)",
  "see javascript://acme.example/%0aalert(1)",
  "file:///etc/passwd",
  "data:text/html,x",
  "xhttps://acme.example",
  "https:// and http:///x",
  "https://ada:secret@acme.example/",
  "see https://acme.example@evil.example/",
  "manifestry:ghcr.io/acme/app",
])("finds no link in %j", (text) => {
  expect(linked(text)).toBe(text);
});

it("takes long and hostile text", () => {
  const long = `https://acme.example/${"a".repeat(5000)}`;
  expect(splitLinks(long)).toEqual([{ text: long }]);
  expect(splitLinks(`x ${long}`)).toEqual([{ text: `x ${long}` }]);
  const many = "https://a.example ".repeat(20_000);
  expect(splitLinks(many)).toHaveLength(200);
  expect(linked(`x ${"https://a".repeat(10_000)}`)).not.toContain("⟨");
  expect(linked(`x https://a/${")".repeat(3000)}`)).toContain("⟨https://a/⟩");
});
