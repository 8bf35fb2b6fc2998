import { app, Menu } from "electron";
import { emit } from "../ipc/emit.ts";
import { menuTemplate } from "./menuTemplate.ts";

/** Sets the menu bar. Commands run in the renderer. Apart from the template, which tests use without Electron. */
export function setMenu(): void {
  const template = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    run: (id) => emit("command:run", id),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
