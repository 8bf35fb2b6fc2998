import { describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { Result } from "../../../../shared/errors.ts";
import type { Inputs, Outputs } from "../../../../shared/ipc/contract.ts";
import type { SourceState } from "../../../../shared/preview.ts";
import { ok, previewOf, resolvedState } from "../../../testing/fakeApi.ts";
import { makeFailure } from "../../../testing/fixtures.ts";
import { defer, installApi, settle, fakeTimersInEachTest } from "../../../testing/setUp.ts";
import { useCompose } from "../composeStore.ts";

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

describe("sourcesSlice", () => {
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

describe("filesSlice", () => {
  it("adds files as sources and shows failures", async () => {
    installApi({
      "source:fromPaths": () =>
        ok({
          texts: ["oci-layout:///x"],
          lists: [],
          failures: [makeFailure({ code: "layout_invalid" })],
        }),
    });
    await state().addFiles(["/x", "/y"]);
    expect(state().draft.sources.map(({ text }) => text)).toEqual(["oci-layout:///x"]);
    expect(state().fileFailures).toHaveLength(1);
  });
});
