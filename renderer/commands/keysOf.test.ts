import { describe, expect, it } from "vitest";
import { keysOf } from "./keysOf.ts";

describe("keysOf", () => {
  it("names the keys as they are printed on the keyboard", () => {
    expect(keysOf("CmdOrCtrl+Shift+A", false)).toEqual(["Ctrl", "Shift", "A"]);
    expect(keysOf("CmdOrCtrl+Enter", true)).toEqual(["⌘", "↩"]);
  });
});
