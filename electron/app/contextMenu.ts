import {
  type BrowserWindow,
  type ContextMenuParams,
  Menu,
  type MenuItemConstructorOptions,
} from "electron";
import type { CommandId } from "../../shared/commands.ts";
import { emit } from "../ipc/emit.ts";

type EditFlags = Pick<
  ContextMenuParams["editFlags"],
  "canCut" | "canCopy" | "canPaste" | "canSelectAll"
>;

interface ContextMenuOptions {
  readonly isEditable: boolean;
  readonly hasSelection: boolean;
  readonly flags: EditFlags;
  readonly run: (id: CommandId) => void;
}

/** Shows a menu at a right click on a text field or selected text. The page shows its own menus elsewhere. */
export function showTextMenus(window: BrowserWindow): void {
  window.webContents.on("context-menu", (_event, { isEditable, selectionText, editFlags }) => {
    const template = textMenuTemplate({
      isEditable,
      hasSelection: selectionText.trim() !== "",
      flags: editFlags,
      run: (id) => emit("command:run", id),
    });
    if (template.length > 0) {
      Menu.buildFromTemplate(template).popup({ window });
    }
  });
}

/** Returns the menu of a text field or of selected text; empty elsewhere. */
export function textMenuTemplate({
  isEditable,
  hasSelection,
  flags,
  run,
}: ContextMenuOptions): MenuItemConstructorOptions[] {
  if (!isEditable) {
    return hasSelection ? [{ role: "copy", enabled: flags.canCopy }] : [];
  }
  return [
    // Not the roles, as in the menu bar: the app knows what there is to undo.
    { label: "Undo", click: () => run("edit.undo") },
    { label: "Redo", click: () => run("edit.redo") },
    { type: "separator" },
    { role: "cut", enabled: flags.canCut },
    { role: "copy", enabled: flags.canCopy },
    { role: "paste", enabled: flags.canPaste },
    { type: "separator" },
    { role: "selectAll", enabled: flags.canSelectAll },
  ];
}
