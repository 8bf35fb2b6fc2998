import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Comparison, EntryPair, ImageComparison } from "../../../shared/comparison.ts";
import { comparedImages, makeComparison, makePair } from "../../testing/compareFixtures.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeRow } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { disabledReason, runCommand } from "../../commands/commandActions.ts";
import { useNavigation } from "../../navigation.ts";
import { useCompare } from "./compareStore.ts";
import { CompareView } from "./CompareView.tsx";
import { openCompare } from "./openCompare.ts";

const [first, second] = ["ghcr.io/acme/app:1", "ghcr.io/acme/app:2"];
const reference = (text: string) => ({ kind: "reference", text }) as const;

/** A pair of indexes that both sides list. */
function makeNested(name: string, at: string): EntryPair {
  const row = { ...makeRow(name, "91"), kind: "index" } as const;
  return {
    id: at,
    kind: "changed",
    before: row,
    after: row,
    beforeReference: `ghcr.io/acme/app@${digestOf("aa")}`,
    afterReference: `ghcr.io/acme/app@${digestOf("bb")}`,
    notes: [],
  };
}

async function stepInto(name: string): Promise<void> {
  await userEvent.click(await screen.findByRole("row", { name: `${name}, changed` }));
  await userEvent.click(screen.getByRole("button", { name: "Compare these indexes" }));
}

it("leads from nested indexes back to their pair, as the list was left", async () => {
  const nested = (id: string) =>
    makeComparison({ id, pairs: [makePair("linux/amd64", "changed"), makeNested("inner", "1")] });
  const outer = makeComparison({
    id: "outer",
    pairs: [makeNested("tools", "0"), makeNested("base", "1")],
  });
  const answers = [outer, nested("first"), nested("second")];
  const fake = installApi({
    "compare:open": () => ok(answers.shift() ?? outer),
    "compare:images": () => ok(comparedImages),
  });
  useNavigation.setState({ view: "compare" });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.type(await screen.findByRole("textbox", { name: "Find entries" }), "ba");
  await stepInto("base");
  await screen.findByRole("row", { name: "linux/amd64, changed" });
  expect(document.activeElement?.getAttribute("role")).toBe("row");
  await stepInto("inner");
  const path = await screen.findByRole("navigation", { name: "Path in the comparison" });
  expect(path.textContent).toBe("app:1 → app:2baseinner");
  await screen.findByRole("row", { name: "inner, changed" });
  act(() => runCommand("view.back"));
  expect(path.textContent).toBe("app:1 → app:2base");
  await userEvent.click(within(path).getByRole("button", { name: "app:1 → app:2" }));

  const row = await screen.findByRole("row", { name: "base, changed" });
  expect(row.getAttribute("aria-selected")).toBe("true");
  await waitFor(() => expect(document.activeElement).toBe(row));
  expect(screen.getByRole("textbox", { name: "Find entries" })).toHaveProperty("value", "ba");
  expect(screen.getByRole("textbox", { name: "First side" })).toHaveProperty("value", first);
  expect(screen.queryByRole("navigation", { name: "Path in the comparison" })).toBeNull();
  expect(disabledReason("view.back")).toBe("There is nothing to go back to.");
  // Nothing is read again.
  expect(fake.inputsOf("compare:open")).toHaveLength(3);
});

it("keeps the path when nested sides are swapped, and not for other sides", async () => {
  const outer = makeComparison({ pairs: [makeNested("tools", "0")] });
  installApi({ "compare:open": () => ok(outer) });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await stepInto("tools");
  await screen.findByRole("row", { name: "tools, changed" });
  const isNested = () => screen.queryByRole("navigation", { name: "Path in the comparison" });
  await userEvent.click(screen.getByRole("button", { name: "Swap sides" }));
  expect(isNested()).not.toBeNull();
  await userEvent.clear(screen.getByRole("textbox", { name: "First side" }));
  await userEvent.type(screen.getByRole("textbox", { name: "First side" }), "other:1{Enter}");
  expect(isNested()).toBeNull();
});

it("leads back from other sides and forward again, as each was left", async () => {
  const fake = installApi({
    "compare:open": () => ok(makeComparison()),
    "compare:images": () => ok(comparedImages),
  });
  useNavigation.setState({ view: "compare" });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.click(await screen.findByRole("row", { name: "linux/amd64, changed" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "Find values" }), "vers");
  await userEvent.click(screen.getByRole("tab", { name: "Layers" }));
  expect(disabledReason("view.back")).toBe("There is nothing to go back to.");
  expect(disabledReason("view.forward")).toBe("There is nothing to go forward to.");

  act(() => openCompare(reference(first), reference("other:2")));
  await waitFor(() => expect(screen.queryByRole("tab", { name: "Layers" })).toBeNull());
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(screen.getByRole("textbox", { name: "Second side" })).toHaveProperty("value", second);
  const layers = await screen.findByRole("tab", { name: "Layers" });
  expect(layers.getAttribute("aria-selected")).toBe("true");
  await userEvent.click(screen.getByRole("tab", { name: "Differences" }));
  expect(screen.getByRole("textbox", { name: "Find values" })).toHaveProperty("value", "vers");
  await userEvent.click(screen.getByRole("button", { name: "Forward" }));
  expect(screen.getByRole("textbox", { name: "Second side" })).toHaveProperty("value", "other:2");
  expect(disabledReason("view.forward")).toBe("There is nothing to go forward to.");
  // Nothing is read again.
  expect(fake.inputsOf("compare:open")).toHaveLength(2);
  expect(fake.inputsOf("compare:images")).toHaveLength(1);
});

it("reads a comparison that was left while it was read when the user comes back", async () => {
  const slow = defer<Comparison>();
  const answers = [slow.promise];
  const fake = installApi({
    "compare:open": async () => ok(await (answers.shift() ?? makeComparison())),
  });
  useNavigation.setState({ view: "compare" });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  act(() => openCompare(reference(first), reference("other:2")));
  await screen.findByRole("grid", { name: "Entries" });
  act(() => runCommand("view.back"));
  await screen.findByRole("grid", { name: "Entries" });
  expect(fake.inputsOf("compare:open").map(({ after }) => after)).toEqual([
    reference(second),
    reference("other:2"),
    reference(second),
  ]);
  slow.resolve(makeComparison());
});

it("reads again what was being read when a nested comparison was opened", async () => {
  const slow = defer<ImageComparison>();
  const answers = [slow.promise, Promise.resolve(comparedImages)];
  const outer = makeComparison({
    pairs: [makePair("linux/amd64", "changed"), makeNested("tools", "1")],
  });
  const fake = installApi({
    "compare:open": () => ok(outer),
    "compare:images": async () => ok(await (answers.shift() ?? comparedImages)),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.click(await screen.findByRole("row", { name: "linux/amd64, changed" }));
  await stepInto("tools");
  await screen.findByRole("navigation", { name: "Path in the comparison" });
  act(() => runCommand("view.back"));
  slow.resolve(comparedImages);
  await slow.promise;
  expect(useCompare.getState().images).toEqual({});
  await userEvent.click(await screen.findByRole("row", { name: /^linux\/amd64, changed/ }));
  expect(await screen.findByRole("grid", { name: "Differences" })).toBeDefined();
  expect(fake.inputsOf("compare:images")).toHaveLength(2);
});

it("reads a comparison again that the engine no longer has, at the entry that was shown", async () => {
  const error = makeFailure({ code: "comparison_gone", message: "Gone." });
  const answers = [{ ok: false, error } as const];
  const pairs = [makePair("linux/amd64", "changed"), makePair("linux/arm64", "changed", "1")];
  const fake = installApi({
    "compare:open": () => ok(makeComparison({ pairs })),
    "compare:images": () => answers.shift() ?? ok(comparedImages),
  });
  render(<CompareView />);
  openCompare(reference(first), reference(second));
  await userEvent.click(await screen.findByRole("row", { name: "linux/arm64, changed" }));
  const retry = await screen.findByRole("button", { name: "Try again" });
  // What is typed meanwhile is not what was compared.
  await userEvent.type(screen.getByRole("textbox", { name: "Second side" }), "-other");
  await userEvent.click(retry);
  expect(await screen.findByRole("grid", { name: "Differences" })).toBeDefined();
  const row = screen.getByRole("row", { name: /^linux\/arm64, changed/ });
  expect(row.getAttribute("aria-selected")).toBe("true");
  expect(fake.inputsOf("compare:open").map(({ after }) => after)).toEqual([
    reference(second),
    reference(second),
  ]);
  expect(fake.inputsOf("compare:images").map(({ pairId }) => pairId)).toEqual(["1", "1"]);
});
