import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { clickItem, itemOf } from "../menuItems.ts";

test("the menu names what is undone, and follows state, theme and changed keys", async ({
  app,
  page,
}) => {
  await page.getByRole("button", { name: "Use all" }).click();
  await expect
    .poll(() => itemOf(app, "edit.undo"))
    .toMatchObject({ label: expect.stringMatching(/^Undo Add \d+ sources$/) });
  await expect
    .poll(() => itemOf(app, "push.review"))
    .toMatchObject({ enabled: false, label: "Review Push…" });
  await page.keyboard.press("ControlOrMeta+z");
  await expect
    .poll(() => itemOf(app, "edit.redo"))
    .toMatchObject({
      label: expect.stringMatching(/^Redo Add \d+ sources$/),
      enabled: true,
    });
  await expect.poll(() => itemOf(app, "edit.undo")).toMatchObject({ enabled: false });

  await clickItem(app, "theme.dark");
  await expect.poll(() => itemOf(app, "theme.dark")).toMatchObject({ checked: true });
  await expect.poll(() => itemOf(app, "theme.system")).toMatchObject({ checked: false });
  await clickItem(app, "theme.light");
  await expect.poll(() => itemOf(app, "theme.light")).toMatchObject({ checked: true });
  await expect.poll(() => itemOf(app, "theme.dark")).toMatchObject({ checked: false });

  // What blocks a push gets the focus.
  await page.keyboard.press("ControlOrMeta+2");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("textbox", { name: "Add source" })).toBeFocused();
  await page.keyboard.press("F6");
  await page.keyboard.press("Shift+F6");
  await expect(page.getByRole("textbox", { name: "Add source" })).toBeFocused();

  await clickItem(app, "help.shortcuts");
  const dialog = page.getByRole("dialog", { name: "Keyboard Shortcuts" });
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Change keys of History" }).click();
  await page.keyboard.press("ControlOrMeta+j");
  await expect
    .poll(() => itemOf(app, "view.history"))
    .toMatchObject({ accelerator: "CmdOrCtrl+J" });
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+j");
  await expect(page.getByRole("tab", { name: "History" })).toHaveAttribute("aria-selected", "true");
  await clickItem(app, "help.about");
  await expect(page.getByRole("dialog", { name: "Help" })).toContainText("Electron");
  expect(await axeViolations(page)).toEqual([]);
});
