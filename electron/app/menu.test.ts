import type { MenuItemConstructorOptions } from "electron";
import { expect, test, vi } from "vitest";
import { commands } from "../../shared/commands.ts";
import { menuTemplate } from "./menu.ts";

vi.mock("electron", () => ({ app: {}, Menu: {}, BrowserWindow: {} }));

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
}

test.each(["linux", "win32", "darwin"] as const)(
  "every command is in the menu on %s",
  (platform) => {
    const chosen: string[] = [];
    const items = itemsOf(
      menuTemplate({ platform, isPackaged: true, run: (id) => chosen.push(id) }),
    );
    for (const { id, label } of commands) {
      const item = items.find((candidate) => candidate.id === id);
      expect(item?.label).toBe(label);
      const click = item?.click as (() => void) | undefined;
      click?.();
    }
    expect(chosen).toEqual(commands.map(({ id }) => id));
  },
);

test("no two items have the same accelerator", () => {
  const items = itemsOf(
    menuTemplate({ platform: "linux", isPackaged: true, run: () => undefined }),
  );
  const accelerators = items.flatMap((item) => item.accelerator ?? []);
  expect(new Set(accelerators).size).toBe(accelerators.length);
});

test("macOS has its own menus by role", () => {
  const roles = (platform: NodeJS.Platform): unknown[] =>
    menuTemplate({ platform, isPackaged: true, run: () => undefined }).map((menu) => menu.role);
  expect(roles("darwin")).toContain("appMenu");
  expect(roles("darwin")).toContain("windowMenu");
  expect(roles("linux")).not.toContain("appMenu");
});

test("a packaged app has no developer tools, and no app has Reload", () => {
  const place = { platform: "linux", run: () => undefined } as const;
  const roles = (packaged: boolean): unknown[] =>
    itemsOf(menuTemplate({ ...place, isPackaged: packaged })).map((item) => item.role);
  expect(roles(true)).not.toContain("toggleDevTools");
  expect(roles(false)).toContain("toggleDevTools");
  expect(roles(false)).not.toContain("reload");
});
