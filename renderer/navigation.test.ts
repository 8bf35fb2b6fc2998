import { afterEach, expect, it } from "vitest";
import { useNavigation } from "./navigation.ts";
import { resetStores } from "./testing/resettableStores.ts";

const inspectTabs = { tabs: [{ trails: [[{ text: "a:1", label: "a:1" }]], at: 0 }], current: 0 };
const side = { kind: "reference", text: "a:1" } as const;
const step = { mode: "pair", before: side, after: side, title: "a", above: [], selected: "" };

afterEach(() => document.head.replaceChildren());

it.each([
  [{ shownView: "inspect", inspectTabs }, "inspect"],
  [{ shownView: "inspect", inspectTabs: { tabs: [], current: 0 } }, "compose"],
  [{ shownView: "compare", comparisons: { steps: [{ ...step, tab: "x" }], at: 0 } }, "compare"],
  [{ shownView: "compare", inspectTabs }, "compose"],
  [{ shownView: "history", inspectTabs }, "compose"],
  [{}, "compose"],
])("starts with the view of the last start if its content is restored: %j", (saved, view) => {
  const meta = document.createElement("meta");
  meta.name = "view-state";
  meta.content = JSON.stringify(saved);
  document.head.append(meta);
  resetStores();
  expect(useNavigation.getState().view).toBe(view);
});
