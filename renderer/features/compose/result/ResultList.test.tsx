import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ReplacedRow } from "../../../../shared/preview.ts";
import { addSources } from "../../../testing/composeScreen.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeContent, makePreview, makeRow } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

const platforms = ["amd64", "arm64", "s390x", "ppc64le", "riscv64", "386", "mips64le", "loong64"];

function digestAt(at: number): string {
  return digestOf(`9${at}`);
}

/** Answers with linux entries of eight architectures, the third with an annotation, in the order of the draft. */
async function openEight(): Promise<void> {
  installApi({
    "draft:preview": ({ draft }) => {
      const source = draft.sources[0]?.id ?? "";
      const rows = platforms.map((architecture, at) => {
        const row = makeRow(`linux/${architecture}`, `9${at}`, { sources: [source] });
        const isExcluded = draft.excluded.includes(row.descriptor.digest);
        const annotations = at === 2 ? { "org.example.note": "Mainframe" } : {};
        return {
          ...row,
          descriptor: { ...row.descriptor, annotations },
          kept: !isExcluded,
          ...(isExcluded ? { excluded: true as const } : {}),
        };
      });
      const placeOf = (row: (typeof rows)[0]): number => draft.order.indexOf(row.descriptor.digest);
      return ok(makePreview(rows.toSorted((a, b) => placeOf(a) - placeOf(b))));
    },
  });
  render(<ComposeView />);
  await addSources("ghcr.io/acme/app:1");
  await screen.findByRole("row", { name: "linux/loong64" });
}

function shownEntries(): (string | null)[] {
  const list = screen.queryByRole("grid", { name: "Entries" });
  return list === null
    ? []
    : within(list)
        .getAllByRole("row")
        .map((row) => row.getAttribute("aria-label"));
}

it("shows the included, the excluded or all entries", async () => {
  await openEight();
  const filter = screen.getByRole("radiogroup", { name: "Shown entries" });
  screen.getByRole("row", { name: "linux/386" }).focus();
  await userEvent.keyboard("{Delete}");
  await userEvent.click(within(filter).getByRole("radio", { name: "Included 7" }));
  expect(shownEntries()).toHaveLength(7);
  screen.getByRole("row", { name: "linux/amd64" }).focus();
  await userEvent.keyboard("{Delete}");
  expect(shownEntries()).toHaveLength(6);
  // The next row takes the focus.
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("row", { name: "linux/arm64" })),
  );
  await userEvent.click(within(filter).getByRole("radio", { name: "Excluded 2" }));
  expect(shownEntries()).toEqual(["linux/amd64", "linux/386"]);
  await userEvent.click(within(filter).getByRole("radio", { name: "All 8" }));
  expect(shownEntries()).toHaveLength(8);
});

it("shows entries that others take the place of, and uses one instead in one undo step", async () => {
  const rows = [makeRow("linux/amd64", "91")];
  const { attestations, descriptor, kind } = makeRow("linux/arm64", "92");
  installApi({
    "draft:preview": ({ draft }) => {
      const [source, other] = draft.sources;
      const row: ReplacedRow = {
        kind,
        descriptor,
        platform: "linux/arm64",
        attestations,
        sources: [source?.id ?? ""],
        by: { kind: "source", id: other?.id ?? "" },
        prefer: { kind: "removeSources", ids: [other?.id ?? ""] },
      };
      const content = makeContent(rows, { replaced: other === undefined ? [] : [row] });
      return ok(makePreview(rows, { result: { kind: "ready", content } }));
    },
  });
  render(<ComposeView />);
  await addSources("ghcr.io/acme/app:1 ghcr.io/acme/fixed:2");
  const replaced = await screen.findByRole("row", { name: "linux/arm64, not included" });
  expect(replaced.textContent).toContain("Not included: replaced by 2 fixed:2");
  replaced.focus();
  await userEvent.keyboard(" {Delete}");
  expect(useCompose.getState().draft.excluded).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Use it instead" }));
  await waitFor(() => expect(shownEntries()).toEqual(["linux/amd64"]));
  expect(useCompose.getState().draft.sources).toHaveLength(1);
  useCompose.getState().undo();
  expect(useCompose.getState().draft.sources).toHaveLength(2);
});

it("finds entries by platform, digest, source and annotation", async () => {
  await openEight();
  screen.getByRole("row", { name: "linux/386" }).focus();
  await userEvent.keyboard("{Control>}f{/Control}");
  const field = await screen.findByRole("textbox", { name: "Find entries" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  for (const [text, found] of [
    ["64LE", ["linux/ppc64le", "linux/mips64le"]],
    [digestAt(1).slice(7, 20), ["linux/arm64"]],
    ["mainframe note", ["linux/s390x"]],
    ["ghcr.io/acme linux/3", ["linux/386"]],
    ["nothing", []],
  ] as const) {
    await userEvent.clear(field);
    await userEvent.type(field, text);
    expect(shownEntries()).toEqual(found);
  }
  await userEvent.clear(field);
  await userEvent.type(field, "64le");
  expect(screen.getByText("2 of 8")).toBeDefined();
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByRole("row", { name: "linux/ppc64le" }));
  await userEvent.keyboard("{Control>}f{/Control}");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("textbox", { name: "Find entries" })).toBeNull();
  expect(shownEntries()).toHaveLength(8);
});

it("moves a dragged entry in one undo step, among the found entries too", async () => {
  await openEight();
  const user = userEvent.setup();
  const drag = async (platform: string, y: number): Promise<void> => {
    const target = screen.getByRole("row", { name: platform });
    await user.pointer([
      { keys: "[MouseLeft>]", target, coords: { clientX: 5, clientY: 5 } },
      { target: document.body, coords: { clientX: 5, clientY: y } },
      { keys: "[/MouseLeft]", target: document.body },
    ]);
  };
  await drag("linux/amd64", 120);
  const moved = [1, 0, 2, 3, 4, 5, 6, 7].map(digestAt);
  expect(useCompose.getState().draft.order).toEqual(moved);
  expect(useCompose.getState().undoOffer?.label).toBe("Moved linux/amd64 down");
  useCompose.getState().undo();
  expect(useCompose.getState().draft.order).toEqual([]);
  await waitFor(() => expect(shownEntries()[0]).toBe("linux/amd64"));
  await user.keyboard("{Control>}f{/Control}");
  await user.type(await screen.findByRole("textbox", { name: "Find entries" }), "64le");
  await drag("linux/mips64le", -50);
  expect(useCompose.getState().draft.order).toEqual([0, 1, 2, 6, 3, 4, 5, 7].map(digestAt));
  screen.getByRole("row", { name: "linux/mips64le" }).focus();
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(useCompose.getState().draft.order).toEqual([0, 1, 2, 3, 6, 4, 5, 7].map(digestAt));
});
