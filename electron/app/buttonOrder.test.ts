import { expect, test } from "vitest";
import { orderButtons } from "./buttonOrder.ts";

test.each([
  ["linux", ["Cancel", "Write"]],
  ["darwin", ["Write", "Cancel"]],
  ["win32", ["Write", "Cancel"]],
] as const)("orders buttons as on %s", (platform, expected) => {
  const { buttons, cancelId, actionId } = orderButtons("Cancel", "Write", platform);
  expect(buttons).toEqual(expected);
  expect([buttons[cancelId], buttons[actionId]]).toEqual(["Cancel", "Write"]);
});
