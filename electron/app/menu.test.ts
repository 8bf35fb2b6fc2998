import type { MenuItemConstructorOptions } from "electron";
import { expect, test, vi } from "vitest";
import { commands } from "../../shared/commands.ts";
import type { MenuState } from "../../shared/menuState.ts";
import { menuTemplate, setMenu, updateMenu } from "./menu.ts";

interface FakeItem {
  readonly id?: string;
  readonly type?: string;
  uncheck?: () => void;
  label?: string;
  enabled?: boolean;
  checked?: boolean;
}

const fake = vi.hoisted(() => ({ built: [] as FakeItem[][] }));
vi.mock("electron", () => ({
  app: { isPackaged: true },
  BrowserWindow: {},
  Menu: {
    buildFromTemplate: (template: { submenu?: FakeItem[] }[]) =>
      template.flatMap(({ submenu = [] }) => {
        const items = submenu.map((item) => ({ ...item }));
        const radios = items.filter(({ type }) => type === "radio");
        for (const radio of radios) {
          // As in Electron: any value checks the item and unchecks the others (`electron/lib/browser/api/menu.ts`).
          const others = radios.filter((item) => item !== radio);
          let isChecked = radio.checked ?? false;
          const check = (): void => {
            isChecked = true;
            others.forEach(({ uncheck }) => uncheck?.());
          };
          radio.uncheck = () => {
            isChecked = false;
          };
          Object.defineProperty(radio, "checked", { get: () => isChecked, set: check });
        }
        return items;
      }),
    setApplicationMenu: (items: FakeItem[]) => fake.built.push(items),
    getApplicationMenu: () => ({
      getMenuItemById: (id: string) => fake.built.at(-1)?.find((item) => item.id === id) ?? null,
    }),
  },
}));

const state: MenuState = { disabled: [], checked: [], labels: {}, accelerators: {} };

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
}

test.each(["linux", "win32", "darwin"] as const)(
  "every command is in the menu on %s",
  (platform) => {
    const chosen: string[] = [];
    const items = itemsOf(
      menuTemplate({ platform, isPackaged: true, state, run: (id) => chosen.push(id) }),
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
    menuTemplate({ platform: "linux", isPackaged: true, state, run: () => undefined }),
  );
  const accelerators = items.flatMap((item) => item.accelerator ?? []);
  expect(new Set(accelerators).size).toBe(accelerators.length);
});

test("macOS has its own menus by role", () => {
  const roles = (platform: NodeJS.Platform): unknown[] =>
    menuTemplate({ platform, isPackaged: true, state, run: () => undefined }).map(
      (menu) => menu.role,
    );
  expect(roles("darwin")).toContain("appMenu");
  expect(roles("darwin")).toContain("windowMenu");
  expect(roles("linux")).not.toContain("appMenu");
});

test("a packaged app has no developer tools, and no app has Reload", () => {
  const place = { platform: "linux", state, run: () => undefined } as const;
  const roles = (packaged: boolean): unknown[] =>
    itemsOf(menuTemplate({ ...place, isPackaged: packaged })).map((item) => item.role);
  expect(roles(true)).not.toContain("toggleDevTools");
  expect(roles(false)).toContain("toggleDevTools");
  expect(roles(false)).not.toContain("reload");
});

test("the menu shows the state of the commands", () => {
  const items = itemsOf(
    menuTemplate({
      platform: "linux",
      isPackaged: true,
      state: {
        disabled: ["push.review"],
        checked: ["theme.dark"],
        labels: { "edit.undo": "Undo Add source a&b" },
        accelerators: { "target.add": "F7", "draft.new": null },
      },
      run: () => undefined,
    }),
  );
  const itemOf = (id: string): MenuItemConstructorOptions | undefined =>
    items.find((item) => item.id === id);
  expect(itemOf("push.review")?.enabled).toBe(false);
  expect(itemOf("edit.undo")).toMatchObject({ label: "Undo Add source a&&b", enabled: true });
  expect(itemOf("theme.dark")).toMatchObject({ type: "radio", checked: true });
  expect(itemOf("theme.light")).toMatchObject({ type: "radio", checked: false });
  expect(itemOf("target.add")?.accelerator).toBe("F7");
  expect(itemOf("draft.new")).not.toHaveProperty("accelerator");
});

test("the menu is built again only for other texts", () => {
  setMenu();
  const count = fake.built.length;
  updateMenu({ ...state, disabled: ["push.review"], checked: ["theme.light"] });
  expect(fake.built).toHaveLength(count);
  const shown = fake.built.at(-1) ?? [];
  expect(shown.find(({ id }) => id === "push.review")?.enabled).toBe(false);
  expect(shown.find(({ id }) => id === "theme.light")?.checked).toBe(true);
  expect(shown.find(({ id }) => id === "theme.dark")?.checked).toBe(false);
  expect(shown.find(({ id }) => id === "draft.new")?.enabled).toBe(true);
  updateMenu({ ...state, labels: { "edit.undo": "Undo Add source" } });
  expect(fake.built).toHaveLength(count + 1);
  expect(fake.built.at(-1)?.find(({ id }) => id === "edit.undo")?.label).toBe("Undo Add source");
});
