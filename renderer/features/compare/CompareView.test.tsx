import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type {
  Comparison,
  EntryPair,
  ImageComparison,
  ValueChange,
} from "../../../shared/comparison.ts";
import { comparedImages, makeComparison, makePair } from "../../testing/compareFixtures.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makePreview, makeRow } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useCompare } from "./compareStore.ts";
import { CompareView } from "./CompareView.tsx";
import { openCompare } from "./openCompare.ts";

const [first, second] = ["ghcr.io/acme/app:1", "ghcr.io/acme/app:2"];
const same: ValueChange = {
  section: "config",
  name: "User",
  kind: "same",
  before: "app",
  after: "app",
};
const reference = (text: string) => ({ kind: "reference", text }) as const;

it("compares what is typed, and reads an entry once it is selected", async () => {
  const fake = installApi({
    "compare:open": () => ok(makeComparison()),
    "compare:images": () => ok(comparedImages),
  });
  render(<CompareView />);
  await userEvent.click(screen.getByRole("textbox", { name: "First side" }));
  await userEvent.paste(first);
  await userEvent.click(screen.getByRole("textbox", { name: "Second side" }));
  await userEvent.paste(second);
  await userEvent.keyboard("{Enter}");
  expect(fake.inputsOf("compare:open")).toMatchObject([
    { before: reference(first), after: reference(second) },
  ]);
  const entries = await screen.findByRole("grid", { name: "Entries" });
  const rows = within(entries).getAllByRole("row");
  expect(rows.map((row) => row.getAttribute("aria-label"))).toEqual([
    "Index, changed",
    "linux/arm64, added",
    "linux/amd64, changed",
  ]);
  expect(fake.inputsOf("compare:images")).toEqual([]);
  rows[0]?.focus();
  await userEvent.keyboard("{End}");
  const values = await screen.findByRole("grid", { name: "Differences" });
  expect(within(values).getAllByRole("row")).toHaveLength(1);
  expect(
    within(values).getByRole("row", { name: "Labels: version, changed, from 1 to 2" }),
  ).toBeDefined();
  await userEvent.click(screen.getByRole("tab", { name: "Layers" }));
  expect(await screen.findByRole("row", { name: /^layer, added/ })).toBeDefined();
  expect(fake.inputsOf("compare:images")).toMatchObject([{ comparisonId: "c1", pairId: "0" }]);
  expect(fake.inputsOf("compare:packages")).toEqual([]);
  await userEvent.click(screen.getByRole("tab", { name: "Packages" }));
  expect(await screen.findByText(/The second image has no bill of materials/)).toBeDefined();
});

it("reads pasted commands as Inspect does, and shows their references", async () => {
  const fake = installApi({ "compare:open": () => ok(makeComparison()) });
  render(<CompareView />);
  await userEvent.click(screen.getByRole("textbox", { name: "First side" }));
  await userEvent.paste(`docker pull ${first}`);
  await userEvent.click(screen.getByRole("textbox", { name: "Second side" }));
  await userEvent.paste(`FROM --platform=linux/arm64 ${second} AS base`);
  await userEvent.keyboard("{Enter}");
  expect(fake.inputsOf("compare:open")).toMatchObject([
    { before: reference(first), after: reference(second) },
  ]);
  expect(screen.getByRole("textbox", { name: "First side" })).toHaveProperty("value", first);
  expect(useCompare.getState().title).toBe("app:1 → app:2");
});

it.each([
  ["layers", { values: [same] }, comparedImages.layers, "Layers", "1 layer differs"],
  ["only its bytes", { values: [same] }, [], "JSON", "only its bytes differ"],
  ["values and layers", {}, comparedImages.layers, "Differences", "1 value and 1 layer differ"],
] as const)("opens a pair on what differs: %s", async (_, changes, layers, tab, summary) => {
  const images = {
    ...comparedImages,
    changes: { ...comparedImages.changes, ...changes },
    layers: [...layers],
  };
  installApi({
    "compare:open": () => ok(makeComparison({ pairs: [makePair("linux/amd64", "changed")] })),
    "compare:images": () => ok(images as ImageComparison),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  // In the list of entries, and above the tabs.
  expect(await screen.findAllByText(summary)).toHaveLength(2);
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe(tab);
  await userEvent.click(screen.getByRole("tab", { name: "Differences" }));
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("Differences");
  expect(screen.queryAllByText(/have the same values/)).toHaveLength(tab === "Differences" ? 0 : 1);
});

it("says that an image is the same if only what the index says of it changed", async () => {
  const { before, ...pair } = makePair("linux/amd64", "same");
  const changed: EntryPair = {
    ...pair,
    ...(before === undefined ? {} : { before }),
    kind: "changed",
    notes: ["1 attestation changed"],
  };
  const images = { ...comparedImages, layers: [], changes: { values: [same], hidden: 0 } };
  installApi({
    "compare:open": () => ok(makeComparison({ pairs: [changed] })),
    "compare:images": () => ok(images),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  expect(await screen.findByText("1 attestation changed, the image is the same")).toBeDefined();
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("Differences");
  expect(screen.getByText("Both sides have the same image, byte for byte.")).toBeDefined();
});

it("says that entries differ if the fields of two indexes do not", async () => {
  installApi({
    "compare:open": () => ok(makeComparison({ changes: { values: [same], hidden: 0 } })),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  expect(await screen.findByText(/same fields and annotations. 2 entries differ/)).toBeDefined();
});

it("swaps the sides and compares them again", async () => {
  const fake = installApi({ "compare:open": () => ok(makeComparison()) });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.click(await screen.findByRole("button", { name: "Swap sides" }));
  expect(fake.inputsOf("compare:open").at(-1)).toMatchObject({
    before: reference(second),
    after: reference(first),
  });
});

it("reads all images that changed on request, and says how much of each differs", async () => {
  const fake = installApi({
    "compare:open": () =>
      ok(
        makeComparison({
          pairs: [
            makePair("linux/amd64", "changed"),
            makePair("linux/arm64", "changed", "1"),
            makePair("linux/s390x", "same", "2"),
          ],
        }),
      ),
    "compare:images": () => ok(comparedImages),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.click(await screen.findByRole("button", { name: "Read all 2 changed" }));
  for (const platform of ["linux/amd64", "linux/arm64"]) {
    await screen.findByRole("row", { name: `${platform}, changed, 1 value and 1 layer differ` });
  }
  expect(fake.inputsOf("compare:images").map(({ pairId }) => pairId)).toEqual(["0", "1"]);
  expect(screen.queryByRole("button", { name: /^Read all/ })).toBeNull();
});

it("stops reading the images, not the files that are being read", async () => {
  const never = defer<never>();
  const fake = installApi({
    "compare:open": () => ok(makeComparison()),
    "compare:images": () => never.promise,
    "compare:files": () => never.promise,
  });
  openCompare(reference(first), reference(second));
  const { read, readAll, stopReadingAll } = useCompare.getState();
  await waitFor(() => expect(useCompare.getState().comparison?.kind).toBe("read"));
  read({ part: "files", pairId: "0", withShared: false, whole: false });
  readAll();
  await waitFor(() => expect(fake.inputsOf("compare:images")).toHaveLength(1));
  stopReadingAll();
  expect(fake.inputsOf("job:cancel").map(({ jobId }) => jobId)).toEqual(
    fake.inputsOf("compare:images").map(({ jobId }) => jobId),
  );
});

it("shows the side that was read beside the one that was not", async () => {
  installApi({
    "compare:open": () =>
      ok(
        makeComparison({
          after: { kind: "failed", failure: makeFailure({ message: "There is no such tag." }) },
          pairs: [makePair("linux/amd64", "same")],
        }),
      ),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  expect(await screen.findByText("There is no such tag.")).toBeDefined();
  expect(
    within(screen.getByRole("group", { name: "First side" })).getByText("linux/amd64"),
  ).toBeDefined();
  expect(screen.queryByRole("grid", { name: "Entries" })).toBeNull();
});

it("takes the result of the draft by its preview, and says if there is none", async () => {
  const fake = installApi();
  render(<CompareView />);
  openCompare(reference(first), { kind: "draft" });
  expect(await screen.findByText("The draft has no result to compare.")).toBeDefined();
  useCompose.setState({ preview: makePreview([makeRow("linux/amd64", "91")], { id: "p7" }) });
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(fake.inputsOf("compare:open")).toMatchObject([
    { after: { kind: "preview", previewId: "p7" } },
  ]);
  await screen.findByText(/^Both sides have the same digest/);
  act(() => useCompose.setState({ preview: makePreview([], { id: "p8" }) }));
  await userEvent.click(screen.getByRole("button", { name: "Compare again" }));
  expect(fake.inputsOf("compare:open").at(-1)).toMatchObject({ after: { previewId: "p8" } });
});

it("ignores what an earlier comparison reads later", async () => {
  const [slow, fast] = [defer<Comparison>(), defer<Comparison>()];
  const answers = [slow, fast];
  const fake = installApi({
    "compare:open": async () => ok(await (answers.shift() ?? fast).promise),
  });
  openCompare(reference(first), reference(second));
  openCompare(reference(second), reference(first));
  fast.resolve(makeComparison({ id: "later" }));
  await fast.promise;
  slow.resolve(makeComparison({ id: "earlier" }));
  await new Promise((done) => setTimeout(done));
  expect(useCompare.getState().comparison).toMatchObject({ kind: "read", value: { id: "later" } });
  expect(fake.inputsOf("job:cancel")).toHaveLength(1);
});
