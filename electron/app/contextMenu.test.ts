import { expect, test, vi } from "vitest";
import { textMenuTemplate } from "./contextMenu.ts";

vi.mock("electron", () => ({ Menu: {}, BrowserWindow: {} }));

const flags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true };

test("a text field has the menu of text fields", () => {
  const chosen: string[] = [];
  const menu = textMenuTemplate({
    isEditable: true,
    hasSelection: true,
    flags,
    run: (id) => chosen.push(id),
  });
  expect(menu.map(({ label, role, type }) => label ?? role ?? type)).toEqual([
    "Undo",
    "Redo",
    "separator",
    "cut",
    "copy",
    "paste",
    "separator",
    "selectAll",
  ]);
  expect(menu.find(({ role }) => role === "cut")?.enabled).toBe(false);
  for (const { click } of menu) {
    (click as (() => void) | undefined)?.();
  }
  expect(chosen).toEqual(["edit.undo", "edit.redo"]);
});

test("selected text can be copied; elsewhere there is no menu", () => {
  const options = { isEditable: false, flags, run: () => undefined };
  expect(textMenuTemplate({ ...options, hasSelection: true })).toEqual([
    { role: "copy", enabled: true },
  ]);
  expect(textMenuTemplate({ ...options, hasSelection: false })).toEqual([]);
});
