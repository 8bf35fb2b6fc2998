import { describe, expect, it } from "vitest";
import { acceleratorIn, commandWithKeys, rebind, resetKeys } from "./keymap.ts";

describe("keymap", () => {
  it("has the keys of the commands, and those that were set", () => {
    expect(acceleratorIn({}, "target.add")).toBe("CmdOrCtrl+T");
    expect(acceleratorIn({ "target.add": "F7" }, "target.add")).toBe("F7");
    expect(acceleratorIn({ "target.add": null }, "target.add")).toBeUndefined();
    expect(commandWithKeys({ "target.add": "F7" }, "F7")).toBe("target.add");
    expect(commandWithKeys({ "target.add": "F7" }, "CmdOrCtrl+T")).toBeUndefined();
  });

  it("takes keys from the command that had them", () => {
    const changed = rebind({}, "target.add", "CmdOrCtrl+N");
    expect(changed).toEqual({ "target.add": "CmdOrCtrl+N", "draft.new": null });
    expect(commandWithKeys(changed, "CmdOrCtrl+N")).toBe("target.add");
    expect(resetKeys(changed, "draft.new")).toEqual({ "target.add": null });
    expect(resetKeys({ "target.add": null }, "target.add")).toEqual({});
  });

  it("keeps settings of commands of other versions, and fixed keys", () => {
    expect(rebind({ "later.command": "F8" }, "target.add", "F7")).toEqual({
      "later.command": "F8",
      "target.add": "F7",
    });
    expect(acceleratorIn({ "edit.undo": "F8" }, "edit.undo")).toBe("CmdOrCtrl+Z");
  });
});
