import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { ok } from "../../testing/fakeApi.ts";
import { installApi, startEmpty } from "../../testing/setUp.ts";
import { keepDraft } from "./keepDraft.ts";
import { useCompose } from "./store.ts";

startEmpty();
beforeEach(() => {
  vi.useFakeTimers();
});
let end = (): void => {};
afterEach(() => {
  end();
  vi.useRealTimers();
});

const earlier = { ...emptyDraft, sources: [{ id: "1", text: "earlier:1" }] };
const texts = (): readonly string[] => useCompose.getState().draft.sources.map(({ text }) => text);

it("takes up the draft that was kept, and resolves its sources", async () => {
  const fake = installApi({ "draft:kept": () => ok(earlier) });
  end = keepDraft();
  await vi.waitFor(() => expect(texts()).toEqual(["earlier:1"]));
  expect(fake.inputsOf("source:resolve")).toMatchObject([{ text: "earlier:1" }]);
});

it("leaves a draft alone that was begun meanwhile", async () => {
  const fake = installApi({ "draft:kept": () => ok(earlier) });
  end = keepDraft();
  useCompose.getState().addSources(["new:1"]);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(["new:1"]);
  expect(fake.inputsOf("draft:keep").map(({ draft }) => draft.sources.length)).toEqual([1]);
});

it("keeps what changed, once it rests or when the window goes", async () => {
  const fake = installApi();
  end = keepDraft();
  const kept = (): readonly string[][] =>
    fake.inputsOf("draft:keep").map(({ draft }) => draft.sources.map(({ text }) => text));
  window.dispatchEvent(new Event("pagehide"));
  expect(kept()).toEqual([]);
  useCompose.getState().addSources(["a:1"]);
  useCompose.getState().addSources(["b:1"]);
  await vi.runAllTimersAsync();
  expect(kept()).toEqual([["a:1", "b:1"]]);
  useCompose.getState().newDraft();
  window.dispatchEvent(new Event("pagehide"));
  await vi.runAllTimersAsync();
  expect(kept()).toEqual([["a:1", "b:1"], []]);
});
