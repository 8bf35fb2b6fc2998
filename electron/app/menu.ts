import { app, Menu } from "electron";
import { emit } from "../ipc/emit.ts";
import { menuTemplate } from "./menuTemplate.ts";

/** Put the menu bar in place; choosing a command tells the window to run it. */
export function setMenu(): void {
  const template = menuTemplate({
    platform: process.platform,
    packaged: app.isPackaged,
    run: (id) => emit("command:run", id),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
