import { expect, it } from "vitest";
import { savedKind } from "./savedFile.ts";

it.each([
  ["manifestry: 1\nsources: []\n", "recipe"],
  ['\uFEFF# A release\r\n\r\n---\r\n"manifestry": 2\r\n', "recipe"],
  ['{\n  "version": 3,\n  "id": "a",\n', "plan"],
  ['{"version":3,"digest":"sha256:1"}', undefined],
  ["ghcr.io/acme/manifestry:1", undefined],
  ["image: manifestry:1", undefined],
  ["manifestry:ghcr.io/acme/app:1.4", undefined],
  ["manifestry://alpine", undefined],
  ["manifestry:1", undefined],
  ["", undefined],
  ["\n".repeat(100_000), undefined],
])("recognizes %j", (text, kind) => {
  expect(savedKind(text)).toBe(kind);
});
