import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canRedoNatively, canUndoNatively, wasSetByScript, watchTextFields } from "./nativeUndo.ts";

let end: () => void;
let first: HTMLInputElement;
let second: HTMLTextAreaElement;

beforeEach(() => {
  end = watchTextFields();
  document.body.innerHTML = "<input><textarea></textarea><button>x</button>";
  first = document.querySelector("input") as HTMLInputElement;
  second = document.querySelector("textarea") as HTMLTextAreaElement;
});
afterEach(() => {
  end();
  document.body.innerHTML = "";
});

/** Simulates the browser's undo or redo: changes `field` to `text`, unless it is prevented. */
function simulateBrowser(inputType: string, at: HTMLElement, text: string, field = at): boolean {
  const before = new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true });
  if (!at.dispatchEvent(before)) {
    return false;
  }
  (field as HTMLInputElement).value = text;
  field.dispatchEvent(new InputEvent("input", { inputType, bubbles: true }));
  return true;
}

describe("canUndoNatively", () => {
  it("is true only for the field edited last", async () => {
    await userEvent.type(first, "a");
    expect([canUndoNatively(first), canUndoNatively(second)]).toEqual([true, false]);
    await userEvent.type(second, "b");
    expect([canUndoNatively(first), canUndoNatively(second)]).toEqual([false, true]);
  });

  it("is false at the initial text; each undo can be redone", async () => {
    first.value = "old";
    await userEvent.type(first, "er");
    expect(canRedoNatively(first)).toBe(false);
    simulateBrowser("historyUndo", first, "olde");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([true, true]);
    simulateBrowser("historyUndo", first, "old");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([false, true]);
    simulateBrowser("historyRedo", first, "olde");
    simulateBrowser("historyRedo", first, "older");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([true, false]);
  });

  it("is false after a script set the text", async () => {
    await userEvent.type(first, "a");
    first.value = "";
    expect(canUndoNatively(first)).toBe(false);
    await userEvent.type(first, "b");
    expect(canUndoNatively(first)).toBe(true);
  });

  it("prevents an undo of a field without the focus", async () => {
    await userEvent.type(first, "a");
    expect(simulateBrowser("historyUndo", first, "")).toBe(true);
    await userEvent.type(first, "a");
    document.querySelector("button")?.focus();
    expect(simulateBrowser("historyUndo", first, "")).toBe(false);
    expect(simulateBrowser("historyRedo", first, "")).toBe(false);
    second.focus();
    expect(simulateBrowser("historyUndo", second, "", first)).toBe(false);
    expect(first.value).toBe("a");
  });
});

describe("wasSetByScript", () => {
  it("distinguishes set text from typed text until the field loses the focus", async () => {
    await userEvent.type(first, "a");
    expect(wasSetByScript(first)).toBe(false);
    first.value = "abc";
    await userEvent.type(first, "d");
    expect([wasSetByScript(first), wasSetByScript(second)]).toEqual([true, false]);
    second.focus();
    first.focus();
    expect(wasSetByScript(first)).toBe(false);
  });

  it("finds set text in a field without edits", () => {
    first.focus();
    first.value = "picked";
    expect(wasSetByScript(first)).toBe(true);
  });
});
