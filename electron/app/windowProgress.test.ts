import { beforeEach, expect, it, vi } from "vitest";
import { endProgress, showProgress } from "./windowProgress.ts";

const calls = vi.hoisted(() => ({
  list: [] as unknown[][],
  isFocused: false,
  listeners: [] as (() => void)[],
}));
vi.mock("./window.ts", () => ({
  currentWindow: () => ({
    setTitle: (title: string) => calls.list.push([title]),
    setProgressBar: (...args: unknown[]) => calls.list.push(args),
    isFocused: () => calls.isFocused,
    once: (event: string, listener: () => void) => {
      if (event === (calls.isFocused ? "blur" : "focus")) {
        calls.listeners.push(listener);
      }
    },
  }),
}));

beforeEach(() => {
  calls.list = [];
  calls.listeners = [];
});

it("shows the progress of a push in title and taskbar, and nothing after its end", () => {
  showProgress({ jobId: "a", kind: "compose", share: 0.389 });
  endProgress("a", false);
  expect(calls.list).toEqual([["38 % – Manifestry"], [0.389], ["Manifestry"], [-1]]);
});

it.each([
  ["compose", "Pushing"],
  ["delete", "Deleting"],
] as const)("shows one without bytes as running: %s", (kind, words) => {
  showProgress({ jobId: "a", kind, share: undefined });
  expect(calls.list).toEqual([[`${words} – Manifestry`], [2]]);
  endProgress("a", false);
});

it.each([
  ["the window gets the focus", false],
  ["the window loses the focus, if it has it", true],
])("marks a failure until %s", (_when, isFocused) => {
  calls.isFocused = isFocused;
  showProgress({ jobId: "a", kind: "compose", share: 0.5 });
  endProgress("a", true);
  expect(calls.list.at(-1)).toEqual([1, { mode: "error" }]);
  expect(calls.listeners).toHaveLength(1);
  calls.listeners.forEach((listener) => listener());
  expect(calls.list.at(-1)).toEqual([-1]);
});

it("keeps the progress of the next push when an earlier one ends or the window gets the focus", () => {
  showProgress({ jobId: "a", kind: "compose", share: 0.5 });
  endProgress("a", true);
  showProgress({ jobId: "b", kind: "compose", share: 0.1 });
  calls.list = [];
  calls.listeners.forEach((listener) => listener());
  endProgress("a", false);
  expect(calls.list).toEqual([]);
  endProgress("b", false);
});
