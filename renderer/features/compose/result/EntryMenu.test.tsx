import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { ResultRow } from "../../../../shared/preview.ts";
import { addSources } from "../../../testing/composeScreen.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makePreview, makeResolved, makeRow } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";
import { useInspect } from "../../inspect/inspectStore.ts";

const arm: Platform = { os: "linux", architecture: "arm" };

/** Answers with linux/amd64 and linux/arm, the latter with the variant and version of its edit. */
async function openComposeWithArm(): Promise<void> {
  installApi({
    "draft:preview": ({ draft }) => {
      const edit = draft.edits.find(({ digest }) => digest === digestOf("22"))?.platform;
      const source = draft.sources[0]?.id ?? "";
      const platform = { ...arm, ...edit } as Platform;
      const variant = edit?.variant ? `/${edit.variant}` : "";
      const annotations = { gone: "x", kept: "1" };
      const base = makeRow(`linux/arm${variant}`, "22", { sources: [source] });
      const original = { ...base.descriptor, platform: arm, annotations };
      const isExcluded = draft.excluded.includes(digestOf("22"));
      const row: ResultRow = {
        ...base,
        kept: !isExcluded,
        ...(isExcluded ? { excluded: true } : {}),
        descriptor: { ...base.descriptor, platform, annotations },
        platformFrom: "index",
        ...(edit ? { original } : {}),
      };
      const sources = { [source]: { kind: "resolved" as const, source: makeResolved() } };
      const rows = [makeRow("linux/amd64", "91"), row];
      const placeOf = ({ descriptor }: ResultRow): number => draft.order.indexOf(descriptor.digest);
      return ok(
        makePreview(
          rows.toSorted((a, b) => placeOf(a) - placeOf(b)),
          { sources },
        ),
      );
    },
  });
  render(<ComposeView />);
  await addSources("ghcr.io/acme/app:1");
  await screen.findByRole("row", { name: /^linux\/arm/ });
}

async function openMenu(platform: string): Promise<HTMLElement> {
  await userEvent.click(screen.getByRole("button", { name: `Actions for ${platform}` }));
  return await screen.findByRole("menu", { name: `Actions for ${platform}` });
}

async function choose(item: string): Promise<void> {
  await userEvent.click(screen.getByRole("menuitem", { name: item }));
}

it("is named by the entry in Undo after a fix that excludes it", async () => {
  await openComposeWithArm();
  const digests = [digestOf("22")];
  act(() =>
    useCompose.getState().applyFix({ kind: "exclude", digests, label: "Exclude the older" }),
  );
  expect(useCompose.getState().history.past.at(-1)?.change).toBe("Exclude linux/arm");
});

it("edits the platform of an entry in one undo step, and resets it", async () => {
  await openComposeWithArm();
  await openMenu("linux/arm");
  await choose("Edit platform…");
  const dialog = await screen.findByRole("dialog", { name: "Edit platform of linux/arm" });
  expect(within(dialog).getAllByText("from the source index")).toHaveLength(2);
  expect(within(dialog).getAllByText("not set")).toHaveLength(3);
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Variant" }), "v7");
  expect(within(dialog).getByText("edited, was empty")).toBeDefined();
  await userEvent.type(within(dialog).getByRole("textbox", { name: "OS version" }), "1.2");
  await userEvent.click(within(dialog).getByRole("button", { name: "Reset OS version" }));
  await userEvent.clear(within(dialog).getByRole("textbox", { name: "Architecture" }));
  const save = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(within(dialog).getByText("This field is required.")).toBeDefined();
  expect(save.disabled).toBe(true);
  await userEvent.click(within(dialog).getByRole("button", { name: "Reset Architecture" }));
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Variant" }), "{Enter}");
  const edits = [{ digest: digestOf("22"), platform: { variant: "v7" } }];
  expect(useCompose.getState().draft.edits).toEqual(edits);
  expect(useCompose.getState().undoOffer?.label).toBe("Edited the platform of linux/arm");
  const row = await screen.findByRole("row", { name: /^linux\/arm\/v7/ });
  expect(row.textContent).toContain("variant: v7 (edited, was empty)");
  useCompose.getState().undo();
  expect(useCompose.getState().draft.edits).toEqual([]);
  useCompose.getState().redo();
  expect(useCompose.getState().draft.edits).toEqual(edits);
  await userEvent.click(
    await screen.findByRole("button", { name: "Reset the platform of linux/arm/v7" }),
  );
  expect(useCompose.getState().draft.edits).toEqual([]);
});

it("edits the annotations of an entry, and refuses a repeated key", async () => {
  await openComposeWithArm();
  await openMenu("linux/arm");
  await choose("Annotations…");
  const dialog = await screen.findByRole("dialog", { name: "Annotations of linux/arm" });
  const value = within(dialog).getByRole("textbox", { name: "Value of kept" });
  await userEvent.clear(value);
  await userEvent.type(value, "2");
  expect(within(dialog).getByText("edited, was 1")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove gone" }));
  expect(within(dialog).getByText("removed, was x")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("button", { name: "Add annotation" }));
  await userEvent.type(
    within(dialog).getByRole("combobox", { name: "Key of the new annotation" }),
    "kept",
  );
  expect(within(dialog).getByText("This key is set already.")).toBeDefined();
  await userEvent.type(
    within(dialog).getByRole("combobox", { name: "Key of the new annotation" }),
    ".more",
  );
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  const annotations = [
    { key: "gone" },
    { key: "kept", value: "2" },
    { key: "kept.more", value: "" },
  ];
  expect(useCompose.getState().draft.edits).toEqual([{ digest: digestOf("22"), annotations }]);
  useCompose.getState().undo();
  expect(useCompose.getState().draft.edits).toEqual([]);
});

it("replaces an entry with a new source, and undoes it", async () => {
  await openComposeWithArm();
  await openMenu("linux/arm");
  await choose("Replace with…");
  const dialog = await screen.findByRole("dialog", { name: "Replace linux/arm" });
  const field = within(dialog).getByRole("textbox", { name: "Replace with" });
  const button = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Replace" });
  expect(button.disabled).toBe(true);
  await userEvent.type(field, "docker://ghcr.io/acme/app:arm{Enter}");
  const [, added] = useCompose.getState().draft.sources;
  expect(added).toMatchObject({ text: "ghcr.io/acme/app:arm", replaces: digestOf("22") });
  expect(screen.getByRole("button", { name: /of the replaced entry/ })).toBeDefined();
  useCompose.getState().acceptUndoOffer();
  expect(useCompose.getState().draft.sources).toHaveLength(1);
});

it("completes the reference of a replacement", async () => {
  await openComposeWithArm();
  installApi({
    "reference:complete": () => ok({ kind: "tags", stem: "ghcr.io/acme/app:", options: ["arm2"] }),
  });
  await openMenu("linux/arm");
  await choose("Replace with…");
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Replace with" });
  await userEvent.type(field, "ghcr.io/acme/app:a");
  expect(await screen.findByRole("option", { name: "arm2" })).toBeDefined();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(field.value).toBe("ghcr.io/acme/app:arm2");
  await userEvent.keyboard("{Enter}");
  expect(useCompose.getState().draft.sources.at(-1)?.text).toBe("ghcr.io/acme/app:arm2");
});

it("moves an entry by its menu and by keys, and resets the order", async () => {
  await openComposeWithArm();
  await openMenu("linux/arm");
  expect(screen.getByRole("menuitem", { name: "Move down" }).getAttribute("aria-disabled")).toBe(
    "true",
  );
  await choose("Move up");
  const moved = [digestOf("22"), digestOf("91")];
  expect(useCompose.getState().draft.order).toEqual(moved);
  expect(useCompose.getState().undoOffer?.label).toBe("Moved linux/arm up");
  screen.getByRole("row", { name: /^linux\/amd64/ }).focus();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(useCompose.getState().draft.order).toEqual(moved.toReversed());
  useCompose.getState().undo();
  expect(useCompose.getState().draft.order).toEqual(moved);
  await openMenu("linux/arm");
  await choose("Reset order");
  expect(useCompose.getState().draft.order).toEqual([]);
});

it("opens by the keyboard and the context menu, and excludes and includes", async () => {
  await openComposeWithArm();
  const row = screen.getByRole("row", { name: /^linux\/arm/ });
  row.focus();
  await userEvent.keyboard("{Shift>}{F10}{/Shift}");
  await screen.findByRole("menu");
  await choose("Exclude");
  expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]);
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  await userEvent.pointer({ keys: "[MouseRight]", target: row });
  await choose("Include");
  expect(useCompose.getState().draft.excluded).toEqual([]);
});

it("excludes by Delete, which changes nothing of an excluded entry, and by Space", async () => {
  await openComposeWithArm();
  const row = screen.getByRole("row", { name: /^linux\/arm/ });
  const { draft } = useCompose.getState();
  row.focus();
  await userEvent.keyboard("{Delete}{Delete}");
  expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]);
  expect(document.activeElement).toBe(row);
  await userEvent.keyboard(" ");
  expect(useCompose.getState().draft.excluded).toEqual(draft.excluded);
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByRole("menu", { name: "Actions for linux/arm" })).toBeDefined();
});

it("keeps the focus in the row whose edit is reset", async () => {
  await openComposeWithArm();
  useCompose.getState().editPlatform(digestOf("22"), { variant: "v7" }, "linux/arm");
  await userEvent.click(
    await screen.findByRole("button", { name: "Reset the platform of linux/arm/v7" }),
  );
  const row = await screen.findByRole("row", { name: "linux/arm" });
  await waitFor(() => expect(document.activeElement).toBe(row));
});

it("inspects an entry in its repository, and copies its digest", async () => {
  await openComposeWithArm();
  await openMenu("linux/arm");
  await choose("Copy repository@digest");
  expect(await navigator.clipboard.readText()).toBe(`ghcr.io/acme/app@${digestOf("22")}`);
  await openMenu("linux/arm");
  await choose("Inspect");
  expect(useInspect.getState().text).toBe(`ghcr.io/acme/app@${digestOf("22")}`);
});

it("returns the focus to the row that was edited, of two that share a digest", async () => {
  const ofArm = (variant: string): ResultRow => {
    const row = makeRow(`linux/arm/${variant}`, "22");
    return { ...row, descriptor: { ...row.descriptor, platform: { ...arm, variant } } };
  };
  const rows = [ofArm("v6"), makeRow("linux/amd64", "91"), ofArm("v7")];
  installApi({
    "draft:preview": ({ draft }) => {
      const placeOf = ({ descriptor }: ResultRow): number => draft.order.indexOf(descriptor.digest);
      return ok(makePreview(rows.toSorted((a, b) => placeOf(a) - placeOf(b))));
    },
  });
  render(<ComposeView />);
  await addSources("ghcr.io/acme/app:1");
  const second = await screen.findByRole("row", { name: "linux/arm/v7" });
  const isFocused = async (): Promise<void> =>
    await waitFor(() => expect(second.contains(document.activeElement)).toBe(true));

  await openMenu("linux/arm/v7");
  await choose("Edit platform…");
  await userEvent.type(await screen.findByRole("textbox", { name: "OS version" }), "1.2{Enter}");
  expect(useCompose.getState().draft.edits).toHaveLength(1);
  await isFocused();

  await userEvent.keyboard("{Enter}");
  await choose("Annotations…");
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await isFocused();

  await userEvent.keyboard(" ");
  await waitFor(() => expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]));
  await isFocused();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await waitFor(() => expect(useCompose.getState().draft.order).toHaveLength(2));
  await isFocused();
});
