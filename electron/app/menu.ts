import { app, Menu, type MenuItemConstructorOptions } from "electron";
import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import type { MenuState } from "../../shared/menuState.ts";
import { emit } from "../ipc/emit.ts";

type MenuName = CommandEntry["menu"];

interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** A packaged app has no developer tools in the menu. */
  readonly isPackaged: boolean;
  readonly state: MenuState;
  readonly run: (id: CommandId) => void;
}

const separator: MenuItemConstructorOptions = { type: "separator" };

/** The state until the window reports it. */
const initialState: MenuState = { disabled: [], checked: [], labels: {}, accelerators: {} };

let current = initialState;

/** Keeps Electron from building its own menu when the app is ready. Must be called before. */
export function omitDefaultMenu(): void {
  Menu.setApplicationMenu(null);
}

/** Sets the menu bar. Commands run in the renderer. */
export function setMenu(): void {
  const template = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    state: current,
    run: (id) => emit("command:run", id),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Shows another state of the commands. Electron can change only whether an item is enabled and checked. */
export function updateMenu(state: MenuState): void {
  const { labels, accelerators } = current;
  const isSameText =
    JSON.stringify([labels, accelerators]) === JSON.stringify([state.labels, state.accelerators]);
  current = state;
  const menu = Menu.getApplicationMenu();
  if (!isSameText || menu === null) {
    setMenu();
    return;
  }
  for (const { id } of commands) {
    const item = menu.getMenuItemById(id);
    if (item !== null) {
      item.enabled = !state.disabled.includes(id);
      if (state.checked.includes(id)) {
        // Any value checks a radio item, and unchecks the others of its group.
        item.checked = true;
      }
    }
  }
}

/** Returns the menu bar: the app's commands, and the standard items by role. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, isPackaged } = options;
  const mac = platform === "darwin";
  const isInAppMenu = (id: CommandId): boolean => mac && id === "help.about";
  const itemsOf = (menu: MenuName): MenuItemConstructorOptions[] =>
    commands
      .filter((command) => command.menu === menu && !isInAppMenu(command.id))
      .map((command) => commandItem(command, options));

  return [
    ...(mac ? [appMenu(options)] : []),
    {
      label: "&File",
      submenu: [...itemsOf("File"), separator, { role: mac ? "close" : "quit" }],
    },
    {
      label: "&Edit",
      // The roles undo and redo would change the field that was edited last, whatever has the focus.
      submenu: joinGroups(itemsOf("Edit"), [
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ]),
    },
    {
      label: "&View",
      submenu: joinGroups(
        itemsOf("View").filter(({ type }) => type !== "radio"),
        itemsOf("View").filter(({ type }) => type === "radio"),
        [{ role: "resetZoom" }, { role: "zoomIn" }, { role: "zoomOut" }],
        [{ role: "togglefullscreen" }],
        isPackaged ? [] : [{ role: "toggleDevTools" }],
      ),
    },
    { label: "&Image", submenu: itemsOf("Image") },
    ...(mac ? [{ role: "windowMenu" } satisfies MenuItemConstructorOptions] : []),
    { role: "help", submenu: itemsOf("Help") },
  ];
}

/** The item of a command, in its current state. */
function commandItem(
  command: CommandEntry & { readonly id: CommandId },
  { state, run }: MenuOptions,
): MenuItemConstructorOptions {
  const { id, isChoice } = command;
  const changed = state.accelerators[id];
  const accelerator = changed === undefined ? command.accelerator : (changed ?? undefined);
  return {
    id,
    // In labels, `&` marks the next letter.
    label: (state.labels[id] ?? command.label).replaceAll("&", "&&"),
    enabled: !state.disabled.includes(id),
    ...(isChoice === true ? { type: "radio", checked: state.checked.includes(id) } : {}),
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => run(id),
  };
}

/** The menu with the app's name, on macOS. */
function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  const about = commands.filter(({ id }) => id === "help.about");
  return {
    role: "appMenu",
    submenu: joinGroups(
      about.map((command) => commandItem(command, options)),
      [{ role: "services" }],
      [{ role: "hide" }, { role: "hideOthers" }, { role: "unhide" }],
      [{ role: "quit" }],
    ),
  };
}

function joinGroups(
  ...groups: readonly (readonly MenuItemConstructorOptions[])[]
): MenuItemConstructorOptions[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]));
}
