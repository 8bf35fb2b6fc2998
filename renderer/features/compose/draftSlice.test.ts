import { describe, expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makePreview, makeRow } from "../../testing/fixtures.ts";
import { installApi, settle, fakeTimersInEachTest } from "../../testing/setUp.ts";
import { useCompose } from "./composeStore.ts";
import { emptyHistory } from "./draftHistory.ts";

fakeTimersInEachTest();

const state = useCompose.getState;

function ids(): string[] {
  return state().draft.sources.map(({ id }) => id);
}

describe("undo", () => {
  it("undoes and redoes every change", async () => {
    const fake = installApi();
    state().addSources(["a:1", "b:2"]);
    state().addTargets(["x:1"]);
    await settle();
    const before = state().draft;
    const asked = fake.inputsOf("draft:preview").length;
    const [first = "", second = ""] = ids();
    const [target = ""] = state().draft.targets.map(({ id }) => id);
    const changes: readonly (() => void)[] = [
      () => state().removeSources(new Set([first])),
      () => state().stepSource(second, -1),
      () => state().setPlatforms(["linux/arm64"]),
      () => state().setPreferIndex(!state().draft.preferIndex),
      () => state().setNoClobber(target, true),
      () => state().removeTarget(target),
      () => state().addTargets(["y:1"]),
      () => state().newDraft(),
    ];
    for (const make of changes) {
      const { draft } = state();
      make();
      const made = state().draft;
      expect(made).not.toBe(draft);
      state().undo();
      expect(state().draft).toBe(draft);
      state().redo();
      expect(state().draft).toBe(made);
      state().undo();
    }
    expect(state().draft).toBe(before);
    expect(state().undoOffer).toBeUndefined();
    await settle();
    expect(Object.keys(state().sources).sort()).toEqual([first, second].sort());
    expect(Object.keys(state().targets)).toEqual([target]);
    const retried = fake
      .inputsOf("draft:preview")
      .slice(asked)
      .map(({ retry }) => retry);
    expect(retried).toHaveLength(1);
  });

  it("undoes a removal together with its undo offer", async () => {
    state().addTargets(["x:1", "y:1"]);
    const [x = "", y = ""] = state().draft.targets.map(({ id }) => id);
    state().removeTarget(x);
    state().removeTarget(y);
    expect(state().undoOffer?.label).toBe("Removed target y:1");
    state().undo();
    expect(state().undoOffer?.label).toBe("Removed target x:1");
    state().undo();
    expect(state().undoOffer).toBeUndefined();
    expect(state().draft.targets.map(({ text }) => text)).toEqual(["x:1", "y:1"]);
    state().redo();
    expect(state().undoOffer?.label).toBe("Removed target x:1");
  });

  describe("of a kept or excluded entry", () => {
    const filtered = { kept: false, filtered: true as const };
    const rows = [
      makeRow("linux/amd64", "91"),
      makeRow("linux/386", "22"),
      { ...makeRow("linux/arm64", "44"), ...filtered },
      { ...makeRow("linux/s390x", "55"), ...filtered },
    ];

    async function start(): Promise<void> {
      installApi({ "draft:preview": () => ok(makePreview(rows)) });
      state().addSources(["a:1"]);
      state().setPlatforms(["linux/amd64", "linux/386"]);
      await settle();
    }

    it.each<[string, () => void]>([
      ["an exclusion", () => state().setEntryKept(digestOf("22"), false, "linux/386")],
      [
        "an inclusion against the filter",
        () => state().setEntryKept(digestOf("44"), true, "linux/arm64"),
      ],
      ["a fix", () => state().applyFix({ kind: "exclude", digests: [digestOf("22")] })],
    ])("undoes %s together with its undo offer", async (_, tick) => {
      await start();
      const { draft } = state();
      tick();
      const { draft: made, undoOffer } = state();
      expect(undoOffer).toBeDefined();
      state().undo();
      expect(state().draft).toBe(draft);
      expect(state().undoOffer).toBeUndefined();
      state().redo();
      expect(state().draft).toBe(made);
      expect(state().undoOffer).toBe(undoOffer);
    });

    it("reverts only its own change when the offer is accepted", async () => {
      await start();
      state().setEntryKept(digestOf("44"), true, "linux/arm64");
      state().setPlatforms(["linux/s390x"]);
      state().acceptUndoOffer();
      expect(state().draft).toMatchObject({ platforms: ["linux/s390x"], excluded: [] });

      state().setEntryKept(digestOf("22"), false, "linux/386");
      state().applyFix({ kind: "exclude", digests: [digestOf("91")] });
      state().setPlatforms(["linux/arm"]);
      state().acceptUndoOffer();
      expect(state().draft).toMatchObject({
        platforms: ["linux/arm"],
        excluded: [digestOf("22")],
      });
    });

    it("adds no step if the offered change is undone already", async () => {
      await start();
      state().setEntryKept(digestOf("22"), false, "linux/386");
      const { undoOffer } = state();
      state().undo();
      const { draft, history } = state();
      // The offer of an earlier moment, as a late render may still show it.
      useCompose.setState({ undoOffer });
      state().acceptUndoOffer();
      expect(state()).toMatchObject({ undoOffer: undefined });
      expect(state().draft).toBe(draft);
      expect(state().history).toBe(history);
    });
  });

  it("resolves a source again after an undo of its text", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    state().startSourceEdit(id);
    state().setSourceEditText("a:2");
    state().endSourceEdit(true);
    await settle();
    state().undo();
    await settle();
    const asked = fake
      .inputsOf("draft:preview")
      .map(({ draft, retry }) => [draft.sources[0]?.text, retry]);
    expect(asked).toEqual([
      ["a:1", [id]],
      ["a:2", [id]],
      ["a:1", [id]],
    ]);
  });

  it("stops at the restored draft of the last session", () => {
    state().restoreDraft({ ...state().draft, platforms: ["linux/arm64"] }, emptyHistory);
    const { draft } = state();
    state().undo();
    expect(state().draft).toBe(draft);
  });
});

describe("newDraft", () => {
  it("can be undone", async () => {
    state().addSources(["a:1"]);
    state().addTargets(["x:1"]);
    state().addAnnotation();
    state().setPlatforms(["linux/amd64"]);
    state().setKept({ kind: "keepOsVersion" }, true);
    await settle();
    const old = state().draft;
    state().newDraft();
    await settle();
    expect(state().draft.sources).toEqual([]);
    state().acceptUndoOffer();
    await settle();
    expect(state().draft).toEqual(old);
    expect(Object.keys(state().sources)).toEqual(old.sources.map(({ id }) => id));
    expect(Object.keys(state().targets)).toEqual(old.targets.map(({ id }) => id));
  });

  it.each([
    ["a source", () => state().addSources(["b:2"])],
    ["a target", () => state().addTargets(["y:1"])],
    ["an annotation", () => state().addAnnotation()],
    ["an option", () => state().setKept({ kind: "keepOsVersion" }, true)],
  ])("cannot be undone once it has %s", async (_what, edit) => {
    state().addSources(["a:1"]);
    await settle();
    state().newDraft();
    edit();
    expect(state().undoOffer).toBeUndefined();
  });

  it("keeps the text of the input fields", () => {
    state().setSourceInput("half a refer");
    state().setTargetInput("ghcr.io/");
    state().newDraft();
    expect(state()).toMatchObject({ sourceText: "half a refer", targetText: "ghcr.io/" });
  });
});
