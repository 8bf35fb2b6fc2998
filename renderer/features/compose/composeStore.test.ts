import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Progress } from "../../../shared/progress.ts";
import type { Result } from "../../../shared/errors.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { Inputs, Outputs } from "../../../shared/ipc/contract.ts";
import type { SourceState } from "../../../shared/preview.ts";
import { ok, previewOf, resolvedState } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makePreview, makeRow } from "../../testing/fixtures.ts";
import { defer, installApi, startEmpty } from "../../testing/setUp.ts";
import { showsAllSources } from "./result/previewResult.ts";
import { useCompose } from "./composeStore.ts";

type PreviewAnswer = Result<Outputs["draft:preview"]>;
/** The input of a job that was not started. */
const noJob: Inputs["draft:preview"] = {
  jobId: "",
  draft: emptyDraft,
  refresh: false,
  retry: [],
};

startEmpty();
beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const state = useCompose.getState;

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400);
}

function ids(): string[] {
  return state().draft.sources.map(({ id }) => id);
}

describe("sources", () => {
  it("resolves them in the preview, which reports each one", async () => {
    const answer = defer<PreviewAnswer>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    state().addSources(["a:1", "b:2"]);
    const [a = "", b = ""] = ids();
    expect(state().sources).toEqual({ [a]: { kind: "resolving" }, [b]: { kind: "resolving" } });
    await settle();
    const [{ jobId, draft, retry } = noJob] = fake.inputsOf("draft:preview");
    expect(retry).toEqual([a, b]);
    const failed: SourceState = { kind: "failed", error: makeFailure() };
    fake.emit("job:progress", {
      jobId: "another",
      progress: { kind: "sources", states: { [a]: failed } },
    });
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "sources", states: { [b]: resolvedState("b:2") } },
    });
    expect(state().sources).toEqual({ [a]: { kind: "resolving" }, [b]: resolvedState("b:2") });
    answer.resolve(ok(previewOf(draft)));
    await settle();
    expect(Object.values(state().sources).map(({ kind }) => kind)).toEqual([
      "resolved",
      "resolved",
    ]);
    expect(fake.listening()).toBe(0);
  });

  it("shows a failure and resolves again on retry", async () => {
    let works = false;
    const fake = installApi({
      "draft:preview": ({ draft }) =>
        ok(
          previewOf(draft, (text) =>
            works
              ? resolvedState(text)
              : { kind: "failed", error: makeFailure({ retryable: true }) },
          ),
        ),
    });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    expect(state().sources[id]?.kind).toBe("failed");
    works = true;
    state().retrySource(id);
    expect(state().sources[id]?.kind).toBe("resolving");
    await settle();
    expect(state().sources[id]?.kind).toBe("resolved");
    state().setPreferIndex(false);
    await settle();
    expect(fake.inputsOf("draft:preview").map(({ retry }) => retry)).toEqual([[id], [id], []]);
  });

  it("stops resolving removed sources", async () => {
    const answer = defer<PreviewAnswer>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    const [{ jobId } = noJob] = fake.inputsOf("draft:preview");
    state().removeSources(new Set([id]));
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "sources", states: { [id]: resolvedState("a:1") } },
    });
    await settle();
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    expect(state().sources).toEqual({});
    answer.resolve(ok(previewOf(state().draft)));
    await settle();
  });

  it("ignores the state of a text that was edited since", async () => {
    const answers = [defer<PreviewAnswer>(), defer<PreviewAnswer>()];
    let asked = 0;
    const fake = installApi({
      "draft:preview": () => answers[asked++]?.promise ?? Promise.reject(),
    });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    state().startSourceEdit(id);
    state().setSourceEditText("b:2");
    state().endSourceEdit(true);
    await settle();
    const [old, current] = fake.inputsOf("draft:preview");
    const report = (input: typeof old, text: string): void =>
      fake.emit("job:progress", {
        jobId: input?.jobId ?? "",
        progress: { kind: "sources", states: { [id]: resolvedState(text) } },
      });
    report(current, "new");
    report(old, "old");
    expect(state().sources[id]).toMatchObject({ source: { name: "new" } });
    answers.forEach(({ resolve }) => resolve(ok(previewOf(state().draft))));
    await settle();
  });

  it("keeps resolving while something else is edited", async () => {
    const answers = [defer<PreviewAnswer>(), defer<PreviewAnswer>()];
    let asked = 0;
    const fake = installApi({
      "draft:preview": () => answers[asked++]?.promise ?? Promise.reject(),
    });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    state().setPreferIndex(false);
    const [{ jobId } = noJob] = fake.inputsOf("draft:preview");
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "sources", states: { [id]: resolvedState("a:1") } },
    });
    expect(state().sources[id]?.kind).toBe("resolved");
    expect(fake.inputsOf("job:cancel")).toEqual([]);
    await settle();
    expect(fake.calls.slice(-2).map(({ channel }) => channel)).toEqual([
      "draft:preview",
      "job:cancel",
    ]);
    expect(fake.inputsOf("draft:preview").at(-1)?.retry).toEqual([]);
    answers.forEach(({ resolve }) => resolve(ok(previewOf(state().draft))));
    await settle();
  });

  it("fails resolving sources if the preview fails", async () => {
    const error = makeFailure({ code: "internal" });
    installApi({ "draft:preview": () => ({ ok: false, error }) });
    state().addSources(["a:1"]);
    await settle();
    expect(Object.values(state().sources)).toEqual([{ kind: "failed", error }]);
  });

  it("restores removed sources and keeps later changes", async () => {
    state().addSources(["a:1", "b:2", "c:3"]);
    await settle();
    state().removeSources(new Set(ids().slice(1, 2)));
    state().addSources(["d:4"]);
    state().acceptUndoOffer();
    await settle();
    expect(state().draft.sources.map(({ text }) => text)).toEqual(["a:1", "b:2", "c:3", "d:4"]);
    expect(Object.keys(state().sources)).toHaveLength(4);
  });
});

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
    state().restoreDraft({ ...state().draft, platforms: ["linux/arm64"] });
    const { draft } = state();
    state().undo();
    expect(state().draft).toBe(draft);
  });
});

describe("the preview", () => {
  it("is requested once after a pause", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    state().addTargets(["x:1"]);
    state().setKept({ kind: "keepOsVersion" }, true);
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(1);
    expect(fake.inputsOf("draft:preview")[0]).toMatchObject({
      refresh: false,
      draft: { keepOsVersion: true },
    });
    expect(state().previewStatus).toBe("fresh");
  });

  it("ignores the result for a changed draft and cancels its job", async () => {
    const answers = [defer<PreviewAnswer>(), defer<PreviewAnswer>()];
    let asked = 0;
    const fake = installApi({
      "draft:preview": () => answers[asked++]?.promise ?? Promise.reject(),
    });
    state().addSources(["a:1"]);
    await settle();
    state().setKept({ kind: "keepOsVersion" }, true);
    await settle();
    answers[1]?.resolve(ok(makePreview([], { command: "new" })));
    await settle();
    answers[0]?.resolve(ok(makePreview([], { command: "old" })));
    await settle();
    expect(state().preview?.command).toBe("new");
    expect(fake.inputsOf("job:cancel")).toEqual([
      { jobId: fake.inputsOf("draft:preview")[0]?.jobId },
    ]);
  });

  it("shows rows and attestations before it is complete", async () => {
    const answer = defer<PreviewAnswer>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    state().addSources(["a:1"]);
    await settle();
    const jobId = fake.inputsOf("draft:preview")[0]?.jobId ?? "";
    const emit = (progress: Progress): void => fake.emit("job:progress", { jobId, progress });
    const rows = [makeRow("linux/amd64", "91"), makeRow("linux/arm64", "22")];
    emit({ kind: "preview", preview: makePreview([], { result: { kind: "checking", rows } }) });
    emit({ kind: "checking", done: 0, total: 2, found: [] });
    expect(state()).toMatchObject({
      preview: { result: { kind: "checking", rows: [{ attestations: [] }, { attestations: [] }] } },
      previewStatus: "working",
      checking: { done: 0, total: 2 },
    });
    const descriptor = {
      ...makeRow(undefined, "a1").descriptor,
      annotations: {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": digestOf("22"),
      },
    };
    emit({ kind: "checking", done: 1, total: 2, found: [descriptor] });
    // Reported twice, as for an image listed for two platforms, it is shown once.
    emit({ kind: "checking", done: 2, total: 2, found: [descriptor] });
    expect(state().preview?.result).toMatchObject({
      rows: [{ attestations: [] }, { attestations: [{ descriptor, found: "referrer" }] }],
    });
    expect(state().previewStatus).toBe("working");
    answer.resolve(ok(makePreview(rows)));
    await settle();
    expect(state()).toMatchObject({
      preview: { result: { kind: "ready" } },
      previewStatus: "fresh",
      checking: undefined,
    });
  });

  it("is cancelled when the draft changes", async () => {
    const answer = defer<PreviewAnswer>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    state().addSources(["a:1"]);
    await settle();
    const jobId = fake.inputsOf("draft:preview")[0]?.jobId ?? "";
    const emit = (progress: Progress): void => fake.emit("job:progress", { jobId, progress });
    const result = { kind: "checking", rows: [makeRow("linux/amd64", "91")] } as const;
    emit({ kind: "preview", preview: makePreview([], { result }) });
    emit({ kind: "checking", done: 0, total: 1, found: [] });
    state().setPreferIndex(false);
    expect(state().checking).toBeUndefined();
    emit({ kind: "checking", done: 1, total: 1, found: [] });
    expect(state()).toMatchObject({ checking: undefined, previewStatus: "working" });
    await settle();
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    answer.resolve(ok(makePreview([])));
    await settle();
  });

  it("keeps the draft and the last result on failure", async () => {
    let fails = false;
    installApi({
      "draft:preview": () =>
        fails ? { ok: false, error: makeFailure({ code: "network" }) } : ok(makePreview([])),
    });
    state().addSources(["a:1"]);
    await settle();
    fails = true;
    state().addTargets(["x:1"]);
    await settle();
    expect(state()).toMatchObject({ previewStatus: "failed", previewFailure: { code: "network" } });
    expect(state().preview?.result.kind).toBe("ready");
    expect(state().draft.targets).toHaveLength(1);
  });

  it("resolves all sources again on refresh only", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    state().refresh();
    await settle();
    state().setPreferIndex(false);
    await settle();
    expect(fake.inputsOf("draft:preview").map(({ refresh }) => refresh)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("shows the result of the other sources while one is resolving", async () => {
    const answer = defer<PreviewAnswer>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    state().addSources(["a:1", "late:1"]);
    await settle();
    const [{ jobId, draft } = noJob] = fake.inputsOf("draft:preview");
    const stateOf = (text: string): SourceState =>
      text === "late:1" ? { kind: "resolving" } : resolvedState(text);
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "preview", preview: previewOf(draft, stateOf) },
    });
    expect(state()).toMatchObject({
      preview: { result: { kind: "partial", missing: [ids()[1]] } },
      previewStatus: "working",
    });
    answer.resolve(ok(previewOf(draft)));
    await settle();
    expect(state()).toMatchObject({ preview: { result: { kind: "ready" } } });
    state().refresh();
    await settle();
    expect(fake.inputsOf("draft:preview").at(-1)).toMatchObject({ refresh: true, retry: [] });
  });

  it("updates the state of each source", async () => {
    installApi({
      "draft:preview": ({ draft }) =>
        ok(
          makePreview([], {
            sources: Object.fromEntries(
              draft.sources.map(({ id }) => [id, { kind: "failed", error: makeFailure() }]),
            ),
          }),
        ),
    });
    state().addSources(["a:1"]);
    await settle();
    expect(Object.values(state().sources)[0]?.kind).toBe("failed");
  });

  it("shows an excluded entry at once", async () => {
    installApi({
      "draft:preview": () =>
        ok(makePreview([makeRow("linux/amd64", "91"), makeRow("linux/386", "22")])),
    });
    state().addSources(["a:1"]);
    await settle();
    state().setEntryKept(digestOf("22"), false, "linux/386");
    const result = state().preview?.result;
    expect(result?.kind === "ready" && result.content.rows.map(({ kept }) => kept)).toEqual([
      true,
      false,
    ]);
    expect(state().draft.excluded).toEqual([digestOf("22")]);
    expect(state().previewStatus).toBe("working");
    state().acceptUndoOffer();
    expect(state().draft.excluded).toEqual([]);
  });

  it.each(["failed", "resolving", "edited"])(
    "keeps the filter for a source that is %s when an entry is included",
    async (what) => {
      const later = Promise.withResolvers<void>();
      const left = { kept: false, filtered: true as const };
      const rows = [
        makeRow("linux/amd64", "91"),
        { ...makeRow("linux/arm64", "22"), ...left },
        { ...makeRow(undefined, "44"), ...left },
      ];
      installApi({
        "draft:preview": async ({ draft }) => {
          if (draft.sources.some(({ text }) => text === "b:2")) {
            await later.promise;
          }
          const { sources } = previewOf(draft, (text) =>
            text === "b:1" ? { kind: "failed", error: makeFailure() } : resolvedState(text),
          );
          return ok(makePreview(rows, { sources }));
        },
      });
      state().setPlatforms(["linux/amd64"]);
      state().addSources(what === "edited" ? ["a:1", "b:3"] : ["a:1"]);
      await vi.advanceTimersByTimeAsync(1000);
      expect(showsAllSources(state())).toBe(true);
      if (what === "edited") {
        state().startSourceEdit(ids()[1] ?? "");
        state().setSourceEditText("b:2");
        state().endSourceEdit(true);
      } else {
        state().addSources([what === "failed" ? "b:1" : "b:2"]);
      }
      await vi.advanceTimersByTimeAsync(1000);
      state().setEntryKept(digestOf("44"), true, "no platform");
      expect(state().draft).toMatchObject({ platforms: ["linux/amd64"], excluded: [] });
      state().setEntryKept(digestOf("22"), true, "linux/arm64");
      expect(state().draft).toMatchObject({
        platforms: ["linux/amd64", "linux/arm64"],
        excluded: [digestOf("44")],
      });
      later.resolve();
      await vi.advanceTimersByTimeAsync(1000);
      expect(showsAllSources(state())).toBe(what !== "failed");
    },
  );

  it("is not requested for a blank annotation", async () => {
    const fake = installApi();
    state().addAnnotation();
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(0);
  });
});

describe("remote losses", () => {
  it("are requested for each fresh preview", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    expect(fake.inputsOf("preview:losses").map(({ previewId }) => previewId)).toEqual([
      "preview-1",
    ]);
    expect(state().remoteLosses.kind).toBe("known");
  });

  it("are not requested again if nothing they depend on has changed", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    state().addAnnotation();
    state().editAnnotation(state().draft.annotations[0]?.id ?? "", { key: "title" });
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(2);
    expect(fake.inputsOf("preview:losses")).toHaveLength(1);
    state().setCopyReferrers({ referrers: "all", digestTags: false });
    await settle();
    state().refresh();
    await settle();
    expect(fake.inputsOf("preview:losses")).toHaveLength(3);
  });

  it("request the preview again if it is gone", async () => {
    let isGone = true;
    const fake = installApi({
      "preview:losses": () => {
        const answer = isGone
          ? ({ ok: false, error: makeFailure({ code: "preview_gone" }) } as const)
          : ok({ losses: [], findings: [] });
        isGone = false;
        return answer;
      },
    });
    state().addSources(["a:1"]);
    await settle();
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(2);
    expect(state().remoteLosses.kind).toBe("known");
  });

  it("are cancelled when the draft changes, and the known ones stay", async () => {
    const never = defer<Result<Outputs["preview:losses"]>>();
    const loss = { code: "digest_tags" as const, message: "1 tag", source: "s1", kept: false };
    const known = { losses: [loss], findings: [] };
    let asked = 0;
    const fake = installApi({
      "preview:losses": () => {
        asked += 1;
        return asked === 1 ? ok(known) : never.promise;
      },
    });
    state().addSources(["a:1"]);
    await settle();
    state().addTargets(["x:1"]);
    await settle();
    expect(state().remoteLosses).toEqual({ kind: "loading", ...known });
    state().addTargets(["y:1"]);
    expect(state().remoteLosses).toEqual({ kind: "known", ...known });
    await settle();
    expect(fake.inputsOf("job:cancel")).toContainEqual({
      jobId: fake.inputsOf("preview:losses")[1]?.jobId,
    });
  });
});

describe("targets", () => {
  it("checks targets when added, when edited and after a push", async () => {
    const fake = installApi();
    state().addTargets(["x:1"]);
    await settle();
    state().editTarget(state().draft.targets[0]?.id ?? "", "x:2");
    await settle();
    state().recheckTargets();
    await settle();
    expect(fake.inputsOf("target:check").map(({ text }) => text)).toEqual(["x:1", "x:2", "x:2"]);
  });

  it("keeps the failure of a check", async () => {
    installApi({ "target:check": () => ({ ok: false, error: makeFailure({ code: "denied" }) }) });
    state().addTargets(["x:1"]);
    await settle();
    expect(Object.values(state().targets)[0]).toMatchObject({
      kind: "failed",
      error: { code: "denied" },
    });
  });
});

describe("a new draft", () => {
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

describe("files", () => {
  it("adds files as sources and shows failures", async () => {
    installApi({
      "source:fromPaths": () =>
        ok({ texts: ["oci-layout:///x"], failures: [makeFailure({ code: "layout_invalid" })] }),
    });
    await state().addFiles(["/x", "/y"]);
    expect(state().draft.sources.map(({ text }) => text)).toEqual(["oci-layout:///x"]);
    expect(state().fileFailures).toHaveLength(1);
  });
});
