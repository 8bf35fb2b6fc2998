import { beforeEach, expect, it, vi } from "vitest";
import { notifyPushEnd } from "./pushNotification.ts";

const state = vi.hoisted(() => ({
  isFocused: false,
  shown: [] as { title: string; body: string; click: () => void }[],
  done: [] as unknown[],
}));
vi.mock("electron", () => ({
  Notification: class {
    static readonly isSupported = (): boolean => true;
    readonly #text: { title: string; body: string };
    readonly #listeners = new Map<string, () => void>();
    constructor(text: { title: string; body: string }) {
      this.#text = text;
    }
    on(event: string, listener: () => void): void {
      this.#listeners.set(event, listener);
    }
    show(): void {
      state.shown.push({ ...this.#text, click: () => this.#listeners.get("click")?.() });
    }
  },
}));
vi.mock("./window.ts", () => ({
  currentWindow: () => ({ isFocused: () => state.isFocused }),
  focusWindow: () => state.done.push("focus"),
}));
vi.mock("../ipc/emit.ts", () => ({
  emit: (event: string, payload: unknown) => state.done.push([event, payload]),
}));

beforeEach(() => {
  Object.assign(state, { isFocused: false, shown: [], done: [] });
});

const push = { jobId: "job-1", kind: "compose", name: "ghcr.io/acme/app:1.4" } as const;

it("shows the end of a push, and its result on a click", () => {
  notifyPushEnd({ ...push, failure: undefined });
  expect(state.shown).toMatchObject([{ title: "Push finished", body: push.name }]);
  state.shown[0]?.click();
  expect(state.done).toEqual(["focus", ["push:show", { jobId: "job-1" }]]);
});

it("says why a push failed", () => {
  const failure = { code: "disk", message: "The disk is full.", retryable: true } as const;
  notifyPushEnd({ ...push, failure });
  expect(state.shown).toMatchObject([
    { title: "The push did not finish", body: `${push.name}: The disk is full.` },
  ]);
});

it("says what a restore is", () => {
  notifyPushEnd({ ...push, kind: "restore", failure: undefined });
  expect(state.shown).toMatchObject([{ title: "Restore finished" }]);
});

it("says what a deletion is, whose result the window shows already", () => {
  notifyPushEnd({ ...push, kind: "delete", failure: undefined });
  expect(state.shown).toMatchObject([{ title: "Deletion finished" }]);
  state.shown[0]?.click();
  expect(state.done).toEqual(["focus"]);
});

it("shows nothing while the window has the focus", () => {
  state.isFocused = true;
  notifyPushEnd({ ...push, failure: undefined });
  expect(state.shown).toEqual([]);
});
