import { act, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { SideInput } from "../../../shared/comparedSide.ts";
import { viewStateSchema } from "../../../shared/viewState.ts";
import { makeComparison } from "../../testing/compareFixtures.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeRow } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { resetStores } from "../../testing/resettableStores.ts";
import { useViewState } from "../../viewState.ts";
import { useCompare } from "./compareStore.ts";
import { CompareView } from "./CompareView.tsx";
import { openCompare } from "./openCompare.ts";
import { persistCompare } from "./persistCompare.ts";
import { saveComparisons } from "./savedComparisons.ts";

const [first, second] = ["ghcr.io/acme/app:1", "ghcr.io/acme/app:2"];
const reference = (text: string): SideInput => ({ kind: "reference", text });
const titles = () => {
  const { past, title, future } = useCompare.getState();
  return [past.map((step) => step.title), title, future.map((step) => step.title)];
};

let stop = (): void => {};
afterEach(() => stop());

/** Starts again with what is saved now, as it is read from the file. */
function restart(): void {
  const saved = viewStateSchema.parse(
    JSON.parse(JSON.stringify(saveComparisons(useCompare.getState()))),
  );
  resetStores();
  useViewState.setState({ remembered: saved });
  stop = persistCompare();
}

it("has the fields of the last start, and compares nothing that was not compared", async () => {
  const fake = installApi();
  const saved = { mode: "contents", before: reference(first), after: { kind: "draft" } } as const;
  useViewState.setState({ remembered: { compared: saved } });
  stop = persistCompare();
  render(<CompareView />);
  expect(await screen.findByRole("textbox", { name: "First side" })).toHaveProperty("value", first);
  expect(
    within(screen.getByRole("group", { name: "Second side" })).getByText("Result of the draft"),
  ).toBeDefined();
  expect(fake.inputsOf("compare:open")).toEqual([]);
});

it("restores the comparison with its history, the selection and the tab", async () => {
  const row = { ...makeRow("tools", "91"), kind: "index" } as const;
  const nested = {
    id: "1",
    kind: "changed",
    before: row,
    after: row,
    beforeReference: `ghcr.io/acme/app@${digestOf("aa")}`,
    afterReference: `ghcr.io/acme/app@${digestOf("bb")}`,
    notes: [],
  } as const;
  const fake = installApi({ "compare:open": () => ok(makeComparison()) });
  openCompare(reference(first), reference(second));
  await expect.poll(() => useCompare.getState().comparison?.kind).toBe("read");
  useCompare.getState().stepInto(nested);
  openCompare(reference(first), reference("other:1"));
  act(() => useCompare.getState().goTo(useCompare.getState().past.at(-1)?.step));
  await expect.poll(() => useCompare.getState().comparison?.kind).toBe("read");
  useCompare.getState().select("1");
  useCompare.getState().changeView("1", { tab: "layers" });
  const before = titles();
  const opened = fake.inputsOf("compare:open").length;
  restart();
  expect(titles()).toEqual(before);
  expect(fake.inputsOf("compare:open")).toHaveLength(opened);

  render(<CompareView />);
  const path = await screen.findByRole("navigation", { name: "Path in the comparison" });
  expect(path.textContent).toBe("app:1 → app:2tools");
  await expect.poll(() => useCompare.getState().comparison?.kind).toBe("read");
  expect(useCompare.getState()).toMatchObject({ selected: "1", views: { "1": { tab: "layers" } } });
  act(() => within(path).getByRole("button").click());
  await expect.poll(() => useCompare.getState().title).toBe("app:1 → app:2");
  expect(fake.inputsOf("compare:open")).toHaveLength(opened + 2);
});

it("saves no references with credentials", () => {
  installApi();
  openCompare(reference("user:secret@ghcr.io/acme/app:1"), reference(second));
  openCompare(reference(first), reference(second));
  const saved = saveComparisons(useCompare.getState());
  expect(JSON.stringify(saved)).not.toContain("secret");
  expect(saved.comparisons).toMatchObject({ at: 0, steps: [{ before: reference(first) }] });
});

it("saves no credentials of what is shown while other fields are typed", () => {
  installApi();
  openCompare(reference("user:secret@ghcr.io/acme/app:1"), reference(second));
  useCompare.getState().setSide("before", reference(first));
  expect(JSON.stringify(saveComparisons(useCompare.getState()))).not.toContain("secret");
});

it("keeps what is shown while a field has text that is not saved", () => {
  installApi();
  openCompare(reference(first), reference(second));
  useCompare.getState().setSide("before", reference("user:secret@ghcr.io/acme/app:1"));
  expect(saveComparisons(useCompare.getState()).comparisons).toMatchObject({
    at: 0,
    steps: [{ before: reference(first), after: reference(second) }],
  });
});

it("keeps the history behind fields that were not compared, however often the app starts", () => {
  installApi();
  openCompare(reference(first), reference(second));
  openCompare(reference(first), reference("other:1"));
  useCompare.getState().setSide("before", reference("other:2"));
  restart();
  const once = titles();
  expect(once).toEqual([["app:1 → app:2", "app:1 → other:1"], "", []]);
  stop();
  restart();
  expect(titles()).toEqual(once);
});

it("ignores a position and a path that the file does not have", () => {
  installApi();
  const step = {
    mode: "contents",
    before: reference(first),
    after: reference(second),
    title: "app:1 → app:2",
    above: [7],
    selected: "index",
    tab: "values",
  } as const;
  useViewState.setState({ remembered: { comparisons: { steps: [step], at: 30 } } });
  stop = persistCompare();
  expect(titles()).toEqual([[], "app:1 → app:2", []]);
  expect(useCompare.getState().above).toEqual([]);
});
