import { expect, test } from "vitest";
import { isTrustedSender, type SenderFrame } from "./sender.ts";

const page: SenderFrame = { frameTreeNodeId: 3, origin: "app://manifestry", parent: null };

test("the page's main frame is trusted", () => {
  expect(isTrustedSender({ ...page }, page)).toBe(true);
});

test.each<[string, SenderFrame | null]>([
  ["a closed frame", null],
  ["another window's frame", { ...page, frameTreeNodeId: 4 }],
  ["a frame inside the page", { ...page, parent: page as NonNullable<SenderFrame["parent"]> }],
  ["another origin", { ...page, origin: "https://example.com" }],
  ["an origin with the same prefix", { ...page, origin: "app://manifestry.example" }],
  ["an opaque origin", { ...page, origin: "null" }],
])("%s is not trusted", (_what, frame) => {
  expect(isTrustedSender(frame, page)).toBe(false);
});

test("nothing is trusted while there is no window", () => {
  expect(isTrustedSender(page, undefined)).toBe(false);
});
