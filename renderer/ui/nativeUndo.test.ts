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

/** The browser's undo or redo: it changes `field` to `text`, unless it is refused. */
function browserDoes(inputType: string, at: HTMLElement, text: string, field = at): boolean {
  const before = new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true });
  if (!at.dispatchEvent(before)) {
    return false;
  }
  (field as HTMLInputElement).value = text;
  field.dispatchEvent(new InputEvent("input", { inputType, bubbles: true }));
  return true;
}

describe("the browser's undo", () => {
  it("is for the field that was edited last", async () => {
    await userEvent.type(first, "a");
    expect([canUndoNatively(first), canUndoNatively(second)]).toEqual([true, false]);
    await userEvent.type(second, "b");
    expect([canUndoNatively(first), canUndoNatively(second)]).toEqual([false, true]);
  });

  it("ends where the field's text began, and can be redone as often as undone", async () => {
    first.value = "old";
    await userEvent.type(first, "er");
    expect(canRedoNatively(first)).toBe(false);
    browserDoes("historyUndo", first, "olde");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([true, true]);
    browserDoes("historyUndo", first, "old");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([false, true]);
    browserDoes("historyRedo", first, "olde");
    browserDoes("historyRedo", first, "older");
    expect([canUndoNatively(first), canRedoNatively(first)]).toEqual([true, false]);
  });

  it("is not for a text that a script has set since", async () => {
    await userEvent.type(first, "a");
    first.value = "";
    expect(canUndoNatively(first)).toBe(false);
    await userEvent.type(first, "b");
    expect(canUndoNatively(first)).toBe(true);
  });

  it("is refused where it would change a field without the focus", async () => {
    await userEvent.type(first, "a");
    expect(browserDoes("historyUndo", first, "")).toBe(true);
    await userEvent.type(first, "a");
    document.querySelector("button")?.focus();
    expect(browserDoes("historyUndo", first, "")).toBe(false);
    expect(browserDoes("historyRedo", first, "")).toBe(false);
    second.focus();
    expect(browserDoes("historyUndo", second, "", first)).toBe(false);
    expect(first.value).toBe("a");
  });
});

describe("a text that a script sets", () => {
  it("is told from what was typed, until the focus goes", async () => {
    await userEvent.type(first, "a");
    expect(wasSetByScript(first)).toBe(false);
    first.value = "abc";
    await userEvent.type(first, "d");
    expect([wasSetByScript(first), wasSetByScript(second)]).toEqual([true, false]);
    second.focus();
    first.focus();
    expect(wasSetByScript(first)).toBe(false);
  });

  it("is found in a field that was not typed in as well", () => {
    first.focus();
    first.value = "picked";
    expect(wasSetByScript(first)).toBe(true);
  });
});
