import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canRedoText, canUndoText, changeText, typingRun, watchTextFields } from "./nativeUndo.ts";

let end: () => void;
let first: HTMLInputElement;
let second: HTMLTextAreaElement;

/** The steps of a browser that undoes each letter on its own. */
let done: { readonly field: HTMLInputElement; readonly text: string }[];
let undone: typeof done;
let isHistory: boolean;

beforeEach(() => {
  end = watchTextFields();
  document.body.innerHTML = "<input><textarea></textarea><button>x</button>";
  first = document.querySelector("input") as HTMLInputElement;
  second = document.querySelector("textarea") as HTMLTextAreaElement;
  done = [];
  undone = [];
  isHistory = false;
  document.body.addEventListener("beforeinput", recordStep);
  Object.assign(document, { execCommand: stepBrowser });
});
afterEach(() => {
  document.body.removeEventListener("beforeinput", recordStep);
  end();
  document.body.innerHTML = "";
});

function recordStep({ target }: Event): void {
  if (!isHistory) {
    const field = target as HTMLInputElement;
    done.push({ field, text: field.value });
  }
}

/** Takes one step of the browser's undo stack. @returns whether it was allowed */
function stepBrowser(command: string): boolean {
  const isUndo = command === "undo";
  const step = (isUndo ? done : undone).at(-1);
  return step !== undefined && simulateBrowser(isUndo ? "historyUndo" : "historyRedo", step);
}

/** Simulates a step of the browser's undo or redo, unless it is prevented. */
function simulateBrowser(inputType: string, { field, text }: (typeof done)[number]): boolean {
  isHistory = true;
  const at = document.activeElement ?? document.body;
  const before = new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true });
  const isAllowed = at.dispatchEvent(before);
  if (isAllowed) {
    const [from, to] = inputType === "historyUndo" ? [done, undone] : [undone, done];
    from.pop();
    to.push({ field, text: field.value });
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { inputType, bubbles: true }));
  }
  isHistory = false;
  return isAllowed;
}

describe("typed text", () => {
  it("can be undone only in the field edited last", async () => {
    await userEvent.type(first, "a");
    expect([canUndoText(first), canUndoText(second)]).toEqual([true, false]);
    await userEvent.type(second, "b");
    expect([canUndoText(first), canUndoText(second)]).toEqual([false, true]);
  });

  it("is undone and redone by runs, whatever the steps of the browser", async () => {
    first.value = "old";
    await userEvent.type(first, "er{Backspace}st");
    second.focus();
    await userEvent.type(first, "!?");
    changeText(first, "undo");
    expect(first.value).toBe("oldest");
    changeText(first, "undo");
    expect(first.value).toBe("old");
    expect([canUndoText(first), canRedoText(first)]).toEqual([false, true]);
    changeText(first, "redo");
    expect(first.value).toBe("oldest");
    changeText(first, "redo");
    expect(first.value).toBe("oldest!?");
    expect([canUndoText(first), canRedoText(first)]).toEqual([true, false]);
  });

  it("starts a new run after the caret is moved, and with a paste", async () => {
    await userEvent.type(first, "ab");
    const run = typingRun();
    first.setSelectionRange(1, 1);
    await userEvent.keyboard("x");
    expect(typingRun()).toBe(run + 1);
    await userEvent.paste("yz");
    await userEvent.keyboard("!");
    expect(typingRun()).toBe(run + 3);
    const texts = [1, 2, 3, 4].map(() => {
      changeText(first, "undo");
      return first.value;
    });
    expect(texts).toEqual(["axyzb", "axb", "ab", ""]);
  });

  it("undoes nothing of a field that was edited before", async () => {
    await userEvent.type(second, "before");
    await userEvent.type(first, "ab");
    changeText(first, "undo");
    changeText(first, "undo");
    expect([first.value, second.value]).toEqual(["", "before"]);
  });

  it("cannot be undone after a script set the text", async () => {
    await userEvent.type(first, "a");
    first.value = "";
    expect(canUndoText(first)).toBe(false);
    await userEvent.type(first, "b");
    expect(canUndoText(first)).toBe(true);
  });

  it("is not undone by the browser alone", async () => {
    await userEvent.type(first, "a");
    document.querySelector("button")?.focus();
    expect(stepBrowser("undo")).toBe(false);
    first.focus();
    expect(stepBrowser("undo")).toBe(false);
    expect(first.value).toBe("a");
  });
});
