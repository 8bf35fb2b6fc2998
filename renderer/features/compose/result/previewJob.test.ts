import { describe, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { Result } from "../../../../shared/errors.ts";
import type { Inputs, Outputs } from "../../../../shared/ipc/contract.ts";
import type { SourceState } from "../../../../shared/preview.ts";
import type { Progress } from "../../../../shared/progress.ts";
import { ok, previewOf, resolvedState } from "../../../testing/fakeApi.ts";
import { digestOf, makeFailure, makePreview, makeRow } from "../../../testing/fixtures.ts";
import { defer, installApi, settle, fakeTimersInEachTest } from "../../../testing/setUp.ts";
import { useCompose } from "../composeStore.ts";
import { showsAllSources } from "../result/previewResult.ts";

type PreviewAnswer = Result<Outputs["draft:preview"]>;

/** The input of a job that was not started. */
const noJob: Inputs["draft:preview"] = {
  jobId: "",
  draft: emptyDraft,
  refresh: false,
  retry: [],
};

fakeTimersInEachTest();

const state = useCompose.getState;

function ids(): string[] {
  return state().draft.sources.map(({ id }) => id);
}

describe("preview", () => {
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
      attestationProgress: { done: 0, total: 2 },
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
      attestationProgress: undefined,
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
    expect(state().attestationProgress).toBeUndefined();
    emit({ kind: "checking", done: 1, total: 1, found: [] });
    expect(state()).toMatchObject({ attestationProgress: undefined, previewStatus: "working" });
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
