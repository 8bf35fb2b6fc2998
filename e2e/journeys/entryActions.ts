import { type ElectronApplication, expect, type Page } from "@playwright/test";
import type { BuiltImage } from "../../electron/engine/sample/buildImage.ts";
import type { ComposePage } from "../pages/composePage.ts";
import { pressRealKeys } from "../realKeys.ts";

/** The descriptor of an image in an index, in buildx's field order; media type and size are the registry's. */
export function described({ digest, descriptor }: BuiltImage, changes: object = {}): object {
  const { platform, annotations } = descriptor;
  return { digest, platform, ...(annotations && { annotations }), ...changes };
}

/** Chooses an item of an entry's menu. The entry is found by its digest, since two can have the same platform. */
export async function chooseAction(
  compose: ComposePage,
  { digest }: BuiltImage,
  action: string,
): Promise<void> {
  await compose
    .entry(digest.slice(-4))
    .and(compose.entry(digest.slice("sha256:".length).slice(0, 4)))
    .click({ button: "right" });
  await compose.page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** Saves the open dialog of an entry. */
export async function saveDialog(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
}

/**
 * Edits the draft, undoes the edit and redoes it with the keys of the system, which reach the menu.
 * @param wanted the JSON of the result after the edit
 */
export async function editUndoRedo(
  app: ElectronApplication,
  compose: ComposePage,
  edit: () => Promise<void>,
  wanted: string,
): Promise<void> {
  const before = await compose.copyJson(app);
  await edit();
  await expect.poll(() => compose.copyJson(app)).toBe(wanted);
  await compose.result.getByRole("grid").getByRole("row").first().focus();
  await pressRealKeys(app, "ctrl+z");
  await expect.poll(() => compose.copyJson(app)).toBe(before);
  await pressRealKeys(app, "ctrl+shift+z");
  await expect.poll(() => compose.copyJson(app)).toBe(wanted);
}
