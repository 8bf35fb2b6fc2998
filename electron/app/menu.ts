import { app, Menu, type MenuItemConstructorOptions } from "electron";
import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import { emit } from "../ipc/emit.ts";

type MenuName = CommandEntry["menu"];

interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** A packaged app has no developer tools in the menu. */
  readonly isPackaged: boolean;
  readonly run: (id: CommandId) => void;
}

const separator: MenuItemConstructorOptions = { type: "separator" };

/** Sets the menu bar. Commands run in the renderer. */
export function setMenu(): void {
  const template = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    run: (id) => emit("command:run", id),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Returns the menu bar: the app's commands, and the standard items by role. */
export function menuTemplate({
  platform,
  isPackaged,
  run,
}: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const commandItems = (menu: MenuName): MenuItemConstructorOptions[] =>
    commands
      .filter((command) => command.menu === menu)
      .map((command) => ({
        id: command.id,
        label: command.label,
        ...("accelerator" in command ? { accelerator: command.accelerator } : {}),
        click: () => run(command.id),
      }));

  return [
    ...(mac ? [{ role: "appMenu" } satisfies MenuItemConstructorOptions] : []),
    {
      label: "&File",
      submenu: [...commandItems("File"), separator, { role: mac ? "close" : "quit" }],
    },
    {
      label: "&Edit",
      // The roles undo and redo would change the field that was edited last, whatever has the focus.
      submenu: joinGroups(commandItems("Edit"), [
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ]),
    },
    {
      label: "&View",
      submenu: joinGroups(
        commandItems("View"),
        [{ role: "resetZoom" }, { role: "zoomIn" }, { role: "zoomOut" }],
        [{ role: "togglefullscreen" }],
        isPackaged ? [] : [{ role: "toggleDevTools" }],
      ),
    },
    { label: "&Image", submenu: commandItems("Image") },
    ...(mac ? [{ role: "windowMenu" } satisfies MenuItemConstructorOptions] : []),
    { role: "help", submenu: joinGroups(commandItems("Help"), mac ? [] : [{ role: "about" }]) },
  ];
}

function joinGroups(
  ...groups: readonly (readonly MenuItemConstructorOptions[])[]
): MenuItemConstructorOptions[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]));
}
