import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { persistDraft } from "./persistDraft.ts";
import { useCompose } from "./composeStore.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
let end = (): void => {};
afterEach(() => {
  end();
  vi.useRealTimers();
});

const history = { past: [], future: [] };
const earlier = { ...emptyDraft, sources: [{ id: "1", text: "earlier:1" }] };
const texts = (): readonly string[] => useCompose.getState().draft.sources.map(({ text }) => text);

it("restores the saved draft and resolves its sources", async () => {
  const fake = installApi({ "draft:saved": () => ok({ draft: earlier, history }) });
  end = persistDraft();
  await vi.waitFor(() => expect(texts()).toEqual(["earlier:1"]));
  await vi.runAllTimersAsync();
  expect(fake.inputsOf("draft:preview")).toMatchObject([{ draft: earlier }]);
});

it("keeps a draft that the user started before it was restored", async () => {
  const fake = installApi({ "draft:saved": () => ok({ draft: earlier, history }) });
  end = persistDraft();
  useCompose.getState().addSources(["new:1"]);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(["new:1"]);
  expect(fake.inputsOf("draft:save").map(({ draft }) => draft.sources.length)).toEqual([1]);
});

it("shows a failure to save once, until a save succeeds", async () => {
  const message = "The disk is full: could not write /data/draft.json.";
  let isFull = true;
  const fake = installApi({
    "draft:save": () =>
      isFull ? { ok: false, error: makeFailure({ code: "disk_full", message }) } : ok(null),
  });
  end = persistDraft();
  const shown = (): string | undefined => useSettings.getState().draftProblem?.message;
  const change = async (text: string): Promise<void> => {
    useCompose.getState().addSources([text]);
    await vi.runAllTimersAsync();
  };
  await change("a:1");
  expect(shown()).toBe(`The draft is not saved for the next start. ${message}`);
  useSettings.getState().dismissProblems();
  await change("b:1");
  expect(shown()).toBeUndefined();
  // A failed save is repeated when the window closes.
  window.dispatchEvent(new Event("pagehide"));
  await vi.runAllTimersAsync();
  expect(fake.inputsOf("draft:save")).toHaveLength(3);
  isFull = false;
  await change("c:1");
  isFull = true;
  await change("d:1");
  expect(shown()).toContain("The disk is full");
  isFull = false;
  await change("e:1");
  expect(shown()).toBeUndefined();
});

it("saves changes after a pause or when the window closes", async () => {
  const fake = installApi();
  end = persistDraft();
  const kept = (): readonly string[][] =>
    fake.inputsOf("draft:save").map(({ draft }) => draft.sources.map(({ text }) => text));
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

it("undoes changes of an earlier session, such as a new draft", async () => {
  const fake = installApi();
  end = persistDraft();
  useCompose.getState().addSources(["earlier:1"]);
  await vi.runAllTimersAsync();
  useCompose.getState().newDraft();
  await vi.runAllTimersAsync();
  const saved = fake.inputsOf("draft:save").at(-1);
  end();
  useCompose.setState(useCompose.getInitialState());
  installApi({ "draft:saved": () => ok(saved ?? null) });
  end = persistDraft();
  await vi.waitFor(() => expect(useCompose.getState().history.past).toHaveLength(2));
  useCompose.getState().undo();
  expect(texts()).toEqual(["earlier:1"]);
  expect(useCompose.getState().history).toMatchObject({
    past: [{ change: "Add source earlier:1" }],
    future: [{ change: "Start a new draft" }],
  });
});
