import { describe, expect, it } from "vitest";
import { shortcutKeyNames } from "./shortcutKeyNames.ts";

describe("keysOf", () => {
  it("names the keys as they are printed on the keyboard", () => {
    expect(shortcutKeyNames("CmdOrCtrl+Shift+A", false)).toEqual(["Ctrl", "Shift", "A"]);
    expect(shortcutKeyNames("CmdOrCtrl+Enter", true)).toEqual(["⌘", "↩"]);
  });
});
