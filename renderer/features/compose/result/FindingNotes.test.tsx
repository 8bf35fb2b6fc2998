import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { Result } from "../../../../shared/errors.ts";
import type { Finding, SourceChecks } from "../../../../shared/preview.ts";
import { addSources } from "../../../testing/composeScreen.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makePreview, makeRow } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

const bytes = ["11", "22", "33"];

/** The entries without a variant in the draft. */
function findings({ edits }: Draft): readonly Finding[] {
  const edited = new Set(edits.map(({ digest }) => digest));
  return bytes
    .map(digestOf)
    .filter((digest) => !edited.has(digest))
    .map((digest) => ({
      code: "missing_variant",
      severity: "warning",
      message: `No variant: ${digest}.`,
      subject: { kind: "entry", digest },
      fixes: [
        {
          kind: "editEntries",
          entries: [{ digest, platform: { variant: "v7" } }],
          label: "Use linux/arm/v7",
        },
      ],
    }));
}

const rows = bytes.map((byte) => makeRow(`linux/arm (${byte})`, byte));

/** Opens Compose with three entries without a variant. */
async function openCompose(answer?: () => Promise<Result<SourceChecks>>) {
  const fake = installApi({
    "draft:preview": ({ draft }) => ok(makePreview(rows, { findings: findings(draft) })),
    ...(answer === undefined ? {} : { "preview:losses": answer }),
  });
  render(<ComposeView />);
  await addSources("a:1");
  await screen.findByText(/^Result ready: 3 entries, 3 findings/);
  await screen.findByRole("row", { name: /linux\/arm \(22\)/ });
  return fake;
}

it("a fix in a row is one undo step, and the focus stays in the row", async () => {
  await openCompose();
  const row = screen.getByRole("row", { name: /linux\/arm \(22\)/ });
  const button = within(row).getByRole("button", { name: "Use linux/arm/v7" });
  row.focus();
  while (document.activeElement !== button && row.contains(document.activeElement)) {
    await userEvent.tab();
  }
  await userEvent.keyboard("{Enter}");
  await screen.findByText(/^Result ready: 3 entries, 2 findings/);
  expect(useCompose.getState().draft.edits).toEqual([
    { digest: digestOf("22"), platform: { variant: "v7" } },
  ]);
  await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
  useCompose.getState().undo();
  await screen.findByText(/^Result ready: 3 entries, 3 findings/);
});

it("the platform is edited where no fix is known", async () => {
  const finding: Finding = {
    code: "missing_os_version",
    severity: "note",
    message: "This Windows image has no os.version.",
    subject: { kind: "entry", digest: digestOf("22") },
    fixes: [],
  };
  installApi({ "draft:preview": () => ok(makePreview(rows, { findings: [finding] })) });
  render(<ComposeView />);
  await addSources("a:1");
  const row = await screen.findByRole("row", { name: /linux\/arm \(22\)/ });
  await userEvent.click(within(row).getByRole("button", { name: "Edit platform…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Edit platform of linux\/arm/ });
  expect(dialog.textContent).toContain("linux/arm (22)");
});

it("the list names the entry of a finding of its own", async () => {
  await openCompose();
  const digest = digestOf("22");
  const other = [digestOf("11"), digestOf("33")].map((each) => ({ digest: each, size: 1 }));
  const fix = { kind: "editEntries", entries: other, label: "" } as const;
  useCompose.getState().applyFix(fix);
  await userEvent.click(await screen.findByRole("button", { name: "1 finding" }));
  const note = within(screen.getByRole("dialog", { name: "Findings" })).getByRole("note");
  expect(note.textContent).toContain("linux/arm (22) · 2222…2222No variant");
  expect(within(note).getByRole("button").getAttribute("aria-describedby")).toBe(
    within(note).getByText(`No variant: ${digest}.`).id,
  );
});

it("the list has one line for findings of a kind, and one fix for all", async () => {
  await openCompose();
  await userEvent.click(screen.getByRole("button", { name: "3 findings" }));
  const list = screen.getByRole("dialog", { name: "Findings" });
  expect(within(list).getAllByRole("note")).toHaveLength(1);
  within(list).getByText(/^3 entries for arm have no variant/);
  await userEvent.click(within(list).getByRole("button", { name: "Use linux/arm/v7, for all" }));
  await within(list).findByText("No findings left.");
  expect(useCompose.getState().draft.edits).toHaveLength(3);
  useCompose.getState().undo();
  expect(useCompose.getState().draft.edits).toEqual([]);
});

it("configs of many images are read on demand, with progress and cancel", async () => {
  const unread: Finding = {
    code: "configs_unread",
    severity: "hint",
    message: "The configs of 40 images were not compared with the entries.",
    subject: { kind: "draft" },
    fixes: [{ kind: "readConfigs", images: 40 }],
  };
  const first: SourceChecks = { losses: [], findings: [unread] };
  const all = Promise.withResolvers<Result<SourceChecks>>();
  let asked = 0;
  const fake = await openCompose(async () => {
    asked += 1;
    return asked === 2 ? await all.promise : ok(asked === 1 ? first : { ...first, findings: [] });
  });
  // A hint is not shown with the result, and not counted.
  expect(screen.queryByText(unread.message)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "3 findings" }));
  const list = screen.getByRole("dialog", { name: "Findings" });
  const check = await within(list).findByRole("button", { name: "Check configs of 40 images" });
  await userEvent.click(check);
  await waitFor(() => expect(fake.inputsOf("preview:losses")).toHaveLength(2));
  const { jobId, allConfigs } = fake.inputsOf("preview:losses")[1] ?? {};
  expect(allConfigs).toBe(true);
  const progress = { kind: "working", message: "", done: 12, total: 40 } as const;
  fake.emit("job:progress", { jobId: jobId ?? "", progress });
  await within(list).findByText("Reading configs 12 of 40");
  await userEvent.click(within(list).getByRole("button", { name: "Cancel" }));
  expect(fake.inputsOf("job:cancel")).toContainEqual({ jobId });
  const cancelled = { code: "cancelled", message: "Cancelled.", retryable: true } as const;
  all.resolve({ ok: false, error: cancelled });
  // What was read before is used.
  await waitFor(() => expect(within(list).queryByText(unread.message)).toBeNull());
  expect(fake.inputsOf("preview:losses")).toHaveLength(3);
});

it("the platform dialog suggests known names, and accepts others", async () => {
  await openCompose();
  useCompose.getState().openEntryDialog({ kind: "platform", row: rows[0] as (typeof rows)[0] });
  const dialog = await screen.findByRole("dialog");
  const field = (name: string): HTMLElement => within(dialog).getByLabelText(name);
  await userEvent.type(field("Operating system"), "linux");
  await userEvent.type(field("Architecture"), "armv7l");
  within(dialog).getByText(/“armv7l” is not a known architecture/);
  await userEvent.click(within(dialog).getByRole("button", { name: "Use arm/v7" }));
  expect(within(dialog).queryByText(/is not a known/)).toBeNull();
  expect(field("Variant")).toHaveProperty("value", "v7");
  await userEvent.type(field("Architecture"), "x9000");
  within(dialog).getByText(/“armx9000” is not a known architecture/);
  const save = within(dialog).getByRole("button", { name: "Save" });
  expect(save).toHaveProperty("disabled", false);
});
