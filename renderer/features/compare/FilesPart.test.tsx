import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ImageComparison } from "../../../shared/comparison.ts";
import type {
  ComparedFile,
  FileComparison,
  FileDifference,
  FilesCost,
} from "../../../shared/fileComparison.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeFileComparison } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useNavigation } from "../../navigation.ts";
import { useCompare } from "./compareStore.ts";
import { FilesPart } from "./FilesPart.tsx";

const cost: FilesCost = {
  own: { layers: 3, bytes: 12_300_000, tocs: 1 },
  shared: { layers: 2, bytes: 30_000_000, tocs: 0 },
};
const images: ImageComparison = {
  changes: { values: [], hidden: 0 },
  layers: [],
  documents: [],
  failures: [],
};
const file = (size: number, more: Partial<ComparedFile> = {}): ComparedFile => ({
  kind: "file",
  size,
  mode: 0o644,
  uid: 0,
  gid: 0,
  ...more,
});

async function show(files: FilesCost | undefined): Promise<void> {
  useCompare.getState().setSide("before", { kind: "reference", text: "a" });
  useCompare.getState().setSide("after", { kind: "reference", text: "b" });
  useCompare.getState().compare();
  render(<FilesPart pairId="0" images={files === undefined ? images : { ...images, files }} />);
  await expect.poll(() => useCompare.getState().comparison?.kind).toBe("read");
}

const rowNames = (): readonly (string | null)[] =>
  screen.getAllByRole("row").map((row) => row.getAttribute("aria-label"));

const countOf = (count: number) => ({ count, bytes: 0 });

/** Answers as the engine does for some differences. */
function installDifferences(differences: readonly FileDifference[]) {
  const answers: FileComparison[] = [
    makeFileComparison({
      counts: { ...makeFileComparison().counts, changed: countOf(differences.length) },
      unread: 2,
    }),
    makeFileComparison(),
  ];
  return installApi({
    "compare:files": () => ok(answers.shift() ?? makeFileComparison()),
    "compare:differences": ({ query: { order, start, count } }) => {
      const all = answers.length === 0 ? [] : differences;
      const sorted = order === "path" ? all.toSorted((a, b) => (a.path < b.path ? -1 : 1)) : all;
      return ok({ total: all.length, differences: sorted.slice(start, start + count) });
    },
  });
}

it("says what is downloaded, and reads shared layers only when asked", async () => {
  const fake = installDifferences([
    { kind: "changed", path: "b", before: file(9), after: file(9), aspects: ["content"] },
    { kind: "addedOrChanged", path: "a", after: file(1) },
  ]);
  await show(cost);
  const button = await screen.findByRole("button", {
    name: "Compare files (12.3 MB and tables of contents)",
  });
  expect(fake.inputsOf("compare:files")).toEqual([]);
  await userEvent.click(button);
  expect(await screen.findByText(/^The lowest 2 layers are the same/)).toBeDefined();
  expect(useNavigation.getState().announcement.text).toBe("Files compared: 2 differences");
  await screen.findAllByRole("row");
  expect(rowNames()).toEqual(["b, changed, other content, 9 B", "a, added or changed, 1 B"]);
  await userEvent.click(screen.getByRole("radio", { name: "By path" }));
  await expect.poll(() => rowNames()[0]).toMatch(/^a,/);
  await userEvent.click(screen.getByRole("radio", { name: /^Not known/ }));
  await userEvent.type(screen.getByRole("textbox", { name: "Find files" }), "a ");
  await expect
    .poll(() => fake.inputsOf("compare:differences").at(-1)?.query)
    .toEqual({
      find: "a",
      kinds: ["addedOrChanged", "removedOrChanged"],
      order: "path",
      start: 0,
      count: 200,
    });
  await userEvent.click(screen.getByRole("button", { name: "Read them too (30.0 MB)" }));
  expect(await screen.findByText("Both images have the same files.")).toBeDefined();
  expect(useNavigation.getState().announcement.text).toBe("Files compared: 0 differences");
  expect(fake.inputsOf("compare:files")).toMatchObject([
    { comparisonId: "c1", pairId: "0", withShared: false, whole: false },
    { withShared: true, whole: false },
  ]);
});

it("has what was there before after Cancel, and offers whole layers after a failure", async () => {
  const cancelled = { ok: false, error: makeFailure({ code: "cancelled" }) } as const;
  const failed = { ok: false, error: makeFailure({ message: "The table is damaged." }) } as const;
  const answers = [cancelled, failed];
  const fake = installApi({
    "compare:files": () => answers.shift() ?? ok(makeFileComparison({ tocs: 1 })),
  });
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  expect(await screen.findByText("The table is damaged.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Read whole layers" }));
  expect(await screen.findByText(/^1 layer was listed by the table of contents/)).toBeDefined();
  expect(fake.inputsOf("compare:files").map(({ whole }) => whole)).toEqual([false, false, true]);
});

it("keeps which layers are read while another part is shown", async () => {
  const failed = { ok: false, error: makeFailure({ retryable: true }) } as const;
  const fake = installApi({ "compare:files": () => failed });
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Read whole layers" }));
  await expect.poll(() => fake.inputsOf("compare:files").length).toBe(2);
  cleanup();
  render(<FilesPart pairId="0" images={{ ...images, files: cost }} />);
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(fake.inputsOf("compare:files").map(({ whole }) => whole)).toEqual([false, true, true]);
});

it("offers no whole layers of a comparison that is gone", async () => {
  const gone = {
    ok: false,
    error: makeFailure({ code: "comparison_gone", message: "Gone." }),
  } as const;
  installApi({ "compare:files": () => gone });
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  expect(await screen.findByRole("button", { name: "Try again" })).toBeDefined();
  expect(screen.queryByRole("button", { name: "Read whole layers" })).toBeNull();
});

it("counts files of unknown content, in the singular, too", async () => {
  installApi({ "compare:files": () => ok(makeFileComparison({ uncertain: 1 })) });
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  const uncertain = "1 file could not be compared by content. Nothing else of it differs.";
  expect(await screen.findByText(uncertain)).toBeDefined();
  expect(await screen.findByText("Both images have the same files.")).toBeDefined();
});

it("reads the rows on screen of any number", async () => {
  const differences = Array.from({ length: 1000 }, (_, at): FileDifference => ({
    kind: "added",
    path: `f${at}`,
    after: file(1),
  }));
  const fake = installDifferences(differences);
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  (await screen.findAllByRole("row"))[0]?.focus();
  await userEvent.keyboard("{End}");
  await expect
    .poll(() => document.activeElement?.getAttribute("aria-label"))
    .toBe("f999, added, 1 B");
  expect(fake.inputsOf("compare:differences").map(({ query }) => query.start)).toContain(800);
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("1000");
});

it("offers to compare files again that are no longer kept", async () => {
  const failures = [makeFailure({ code: "files_gone", message: "Gone." })];
  const fake = installApi({
    "compare:files": () => ok(makeFileComparison()),
    "compare:differences": () => {
      const error = failures.pop();
      return error === undefined ? ok({ total: 0, differences: [] }) : { ok: false, error };
    },
  });
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Compare files again" }));
  expect(await screen.findByText("Both images have the same files.")).toBeDefined();
  expect(fake.inputsOf("compare:files")).toHaveLength(2);
});

it("closes a comparison when it is made again, and it is gone", async () => {
  const fake = installApi();
  await show(cost);
  useCompare.getState().compare();
  await expect.poll(() => fake.inputsOf("compare:close")).toEqual([{ comparisonIds: ["c1"] }]);
});

it.each<readonly [string, FileDifference, string]>([
  [
    "permissions and owner",
    {
      kind: "changed",
      path: "bin/a",
      before: file(1),
      after: file(1, { mode: 0o4755, uid: 7 }),
      aspects: ["mode", "owner"],
    },
    "bin/a, changed, -rw-r--r-- → -rwsr-xr-x, owner 0:0 → 7:0, 1 B",
  ],
  [
    "a link in place of a file",
    {
      kind: "changed",
      path: "a",
      before: file(2000),
      after: { kind: "symlink", size: 0, target: "b" },
      aspects: ["type"],
    },
    "a, changed, file → symbolic link to b, 2.0 kB",
  ],
  [
    "another size",
    { kind: "changed", path: "a", before: file(2), after: file(1), aspects: ["size"] },
    "a, changed, 2 B → 1 B",
  ],
  [
    "a folder",
    { kind: "added", path: "a", after: { kind: "folder", size: 0 } },
    "a, added, folder",
  ],
  [
    "what shared layers have",
    { kind: "removed", path: "a", isContent: true },
    "a, removed, what the shared layers have in it",
  ],
  [
    "a name that is not visible",
    { kind: "added", path: "\u202Ea", after: file(1) },
    "[U+202E]a, added, 1 B",
  ],
])("describes %s", async (_, difference, name) => {
  installDifferences([difference]);
  await show(cost);
  await userEvent.click(await screen.findByRole("button", { name: /^Compare files/ }));
  await screen.findByRole("row");
  expect(rowNames()).toEqual([name]);
});

it("says why there are no files to compare", async () => {
  await show(undefined);
  expect(screen.getByText(/^Files can be compared where both sides have an image/)).toBeDefined();
});

it("reads nothing if all layers are shared", async () => {
  await show({ ...cost, own: { layers: 0, bytes: 0, tocs: 0 } });
  expect(
    screen.getByText("Both images have the same layers, and so the same files."),
  ).toBeDefined();
});
