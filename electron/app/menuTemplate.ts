import type { MenuItemConstructorOptions } from "electron";
import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";

type MenuName = CommandEntry["menu"];

/** What the menu depends on. */
export interface MenuPlace {
  readonly platform: NodeJS.Platform;
  /** Development tools are for those who run the sources. */
  readonly packaged: boolean;
  readonly run: (id: CommandId) => void;
}

const separator: MenuItemConstructorOptions = { type: "separator" };

/** The menu bar: the app's commands in their menus, and what every app has there by its role. */
export function menuTemplate({ platform, packaged, run }: MenuPlace): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const of = (menu: MenuName): MenuItemConstructorOptions[] =>
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
    { label: "&File", submenu: [...of("File"), separator, { role: mac ? "close" : "quit" }] },
    {
      label: "&Edit",
      // No undo and redo by role: those change the field that was edited last, wherever the focus is.
      submenu: joinGroups(of("Edit"), [
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ]),
    },
    {
      label: "&View",
      submenu: joinGroups(
        of("View"),
        [{ role: "resetZoom" }, { role: "zoomIn" }, { role: "zoomOut" }],
        [{ role: "togglefullscreen" }],
        packaged ? [] : [{ role: "toggleDevTools" }],
      ),
    },
    { label: "&Image", submenu: of("Image") },
    ...(mac ? [{ role: "windowMenu" } satisfies MenuItemConstructorOptions] : []),
    { role: "help", submenu: joinGroups(of("Help"), mac ? [] : [{ role: "about" }]) },
  ];
}

function joinGroups(
  ...groups: readonly (readonly MenuItemConstructorOptions[])[]
): MenuItemConstructorOptions[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]));
}
