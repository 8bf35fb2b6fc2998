import { readFileSync } from "node:fs";
import { join } from "node:path";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "../../App.tsx";
import { menuState } from "../../commands/useMenuState.ts";
import { useNavigation } from "../../navigation.ts";
import { installApi } from "../../testing/setUp.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { fixedKeys } from "./fixedKeys.ts";

async function openDialog(): Promise<HTMLElement> {
  render(<App />);
  await userEvent.keyboard("{Control>}/{/Control}");
  return await screen.findByRole("dialog", { name: "Keyboard Shortcuts" });
}

it("changes the keys of a command, which then run it", async () => {
  const fake = installApi();
  const dialog = within(await openDialog());
  await userEvent.click(dialog.getByRole("button", { name: "Change keys of History" }));
  await userEvent.keyboard("{Control>}j{/Control}");
  expect(fake.inputsOf("settings:write")).toEqual([
    { shortcuts: { "view.history": "CmdOrCtrl+J" } },
  ]);
  expect(menuState().accelerators).toEqual({ "view.history": "CmdOrCtrl+J" });
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  await userEvent.keyboard("{Control>}4{/Control}");
  expect(useNavigation.getState().view).toBe("compose");
  await userEvent.keyboard("{Control>}j{/Control}");
  expect(useNavigation.getState().view).toBe("history");
});

it("names the command that has the keys, and takes them only if told to", async () => {
  installApi();
  const dialog = within(await openDialog());
  await userEvent.click(dialog.getByRole("button", { name: "Change keys of History" }));
  await userEvent.keyboard("{Control>}t{/Control}");
  expect(dialog.getByText(/runs Add Target/)).toBeDefined();
  expect(useSettings.getState().shortcuts).toEqual({});
  await userEvent.click(dialog.getByRole("button", { name: "Use for History" }));
  expect(useSettings.getState().shortcuts).toEqual({
    "view.history": "CmdOrCtrl+T",
    "target.add": null,
  });
  await userEvent.click(dialog.getByRole("button", { name: "Reset keys of Add Target" }));
  await waitFor(() => expect(useSettings.getState().shortcuts).toEqual({ "view.history": null }));
  await userEvent.click(dialog.getByRole("button", { name: "Reset all" }));
  expect(useSettings.getState().shortcuts).toEqual({});
});

it("refuses fixed keys, removes keys, and keeps them on Escape", async () => {
  installApi();
  const dialog = within(await openDialog());
  const change = dialog.getByRole("button", { name: "Change keys of History" });
  await userEvent.click(change);
  await userEvent.keyboard("{Control>}c{/Control}");
  expect(dialog.getByText(/These keys have a fixed use/)).toBeDefined();
  await userEvent.keyboard("{Escape}");
  expect(useSettings.getState().shortcuts).toEqual({});
  expect(useNavigation.getState().helpDialog).toBe("shortcuts");
  await userEvent.click(change);
  await userEvent.keyboard("{Backspace}");
  expect(useSettings.getState().shortcuts).toEqual({ "view.history": null });
  expect(dialog.queryByRole("button", { name: "Change keys of Undo" })).toBeNull();
});

it("keeps the focus in the dialog when the pressed button disappears", async () => {
  installApi();
  const dialog = within(await openDialog());
  const change = dialog.getByRole("button", { name: "Change keys of History" });
  const press = async (name: string): Promise<void> => {
    act(() => dialog.getByRole("button", { name }).focus());
    await userEvent.keyboard("{Enter}");
  };
  for (const answer of ["Keep", "Use for History"]) {
    await press("Change keys of History");
    await userEvent.keyboard("{Control>}t{/Control}");
    await press(answer);
    expect(document.activeElement).toBe(change);
  }
  await press("Reset keys of History");
  expect(document.activeElement).toBe(change);
  await press("Reset all");
  expect(document.activeElement).toBe(dialog.getByRole("textbox", { name: "Filter commands" }));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("lists the fixed keys that the page about the keyboard lists", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../.github/keyboard.md"), "utf8");
  const table = page.slice(page.indexOf("## In lists"));
  const rows = [...table.matchAll(/^\| `.*\| (.+) \|$/gm)].map(([, does = ""]) => does);
  const shown = fixedKeys.map(({ does }) => does.charAt(0).toLowerCase() + does.slice(1));
  expect(shown.toSorted()).toEqual(rows.toSorted());
});
