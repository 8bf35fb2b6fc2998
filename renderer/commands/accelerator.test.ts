import { describe, expect, it } from "vitest";
import { acceleratorSchema } from "../../shared/menuState.ts";
import { acceleratorOf, acceleratorProblem } from "./accelerator.ts";

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, ...init });
}

describe("acceleratorOf", () => {
  it.each<[string, KeyboardEvent]>([
    ["CmdOrCtrl+N", press("n", { ctrlKey: true })],
    ["CmdOrCtrl+Shift+N", press("N", { ctrlKey: true, shiftKey: true })],
    ["CmdOrCtrl+Z", press("я", { ctrlKey: true, code: "KeyZ" })],
    ["CmdOrCtrl+1", press("1", { ctrlKey: true, code: "Digit1" })],
    ["CmdOrCtrl+Shift+1", press("!", { ctrlKey: true, shiftKey: true, code: "Digit1" })],
    ["CmdOrCtrl+/", press("/", { ctrlKey: true, code: "Slash" })],
    ["CmdOrCtrl+?", press("?", { ctrlKey: true, shiftKey: true, code: "Slash" })],
    ["CmdOrCtrl+Plus", press("+", { ctrlKey: true })],
    ["Alt+Down", press("ArrowDown", { altKey: true })],
    ["Shift+F6", press("F6", { shiftKey: true })],
    ["CmdOrCtrl+Enter", press("Enter", { ctrlKey: true })],
  ])("names %s", (name, event) => {
    expect(acceleratorOf(event, false)).toBe(name);
    expect(acceleratorSchema.safeParse(name).success).toBe(true);
  });

  it("names Cmd on macOS, and Ctrl on its own", () => {
    expect(acceleratorOf(press("n", { metaKey: true }), true)).toBe("CmdOrCtrl+N");
    expect(acceleratorOf(press("n", { ctrlKey: true }), true)).toBe("Ctrl+N");
    expect(acceleratorOf(press("n", { metaKey: true }), false)).toBeUndefined();
  });

  it.each(["Control", "Shift", "Dead", "ß", "Unidentified"])("names nothing for %s", (key) => {
    expect(acceleratorOf(press(key, { ctrlKey: true }), false)).toBeUndefined();
  });
});

it("refuses keys with a fixed use, and letters without a modifier", () => {
  expect(acceleratorProblem("CmdOrCtrl+C")).toBe("These keys have a fixed use.");
  expect(acceleratorProblem("F6")).toBe("These keys have a fixed use.");
  expect(acceleratorProblem("Shift+N")).toMatch("Use Ctrl or Cmd");
  expect(acceleratorProblem("CmdOrCtrl+J")).toBeUndefined();
  expect(acceleratorProblem("F5")).toBeUndefined();
});
