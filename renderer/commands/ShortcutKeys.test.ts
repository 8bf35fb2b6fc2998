import { expect, it } from "vitest";
import { shortcutKeyNames } from "./ShortcutKeys.tsx";

it("names keys as on the platform's keyboards", () => {
  expect(shortcutKeyNames("CmdOrCtrl+Shift+A", false)).toEqual(["Ctrl", "Shift", "A"]);
  expect(shortcutKeyNames("CmdOrCtrl+Enter", true)).toEqual(["⌘", "↩"]);
});
