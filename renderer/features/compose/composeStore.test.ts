import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Progress } from "../../../shared/progress.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import {
  digestOf,
  makeFailure,
  makePreview,
  makeResolved,
  makeRow,
} from "../../testing/fixtures.ts";
import { defer, installApi, startEmpty } from "../../testing/setUp.ts";
import { showsAllSources } from "./result/previewResult.ts";
import { useCompose } from "./composeStore.ts";

type PreviewAnswer = Result<Outputs["draft:preview"]>;

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
  it("are each resolved by a job of their own, once", async () => {
    const fake = installApi();
    state().addSources(["a:1", "b:2"]);
    await settle();
    state().addSources(["c:3"]);
    await settle();
    const asked = fake.inputsOf("source:resolve");
    expect(asked.map(({ text }) => text)).toEqual(["a:1", "b:2", "c:3"]);
    expect(new Set(asked.map(({ jobId }) => jobId)).size).toBe(3);
    expect(Object.values(state().sources).map(({ kind }) => kind)).toEqual([
      "resolved",
      "resolved",
      "resolved",
    ]);
  });

  it("that are bare digests are asked for together with the others, which give the repository", async () => {
    const fake = installApi();
    state().addSources(["ghcr.io/acme/app:1"]);
    await settle();
    state().addTargets(["ghcr.io/acme/app:2"]);
    state().addSources([`sha256:${"ab".repeat(32)}`, "other:1"]);
    await settle();
    const nothing = { sources: [], targets: [] };
    expect(fake.inputsOf("source:resolve").map(({ others }) => others)).toEqual([
      nothing,
      { sources: ["ghcr.io/acme/app:1", "other:1"], targets: ["ghcr.io/acme/app:2"] },
      nothing,
    ]);
  });

  it("show their failure in place and can be tried again", async () => {
    let works = false;
    installApi({
      "source:resolve": () =>
        ok(
          works
            ? { kind: "resolved", source: makeResolved() }
            : { kind: "failed", error: makeFailure({ retryable: true }) },
        ),
    });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    expect(state().sources[id]?.kind).toBe("failed");
    works = true;
    state().retrySource(id);
    await settle();
    expect(state().sources[id]?.kind).toBe("resolved");
  });

  it("show the progress of their own job only", async () => {
    const answer = defer<Result<Outputs["source:resolve"]>>();
    const fake = installApi({ "source:resolve": () => answer.promise });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    const jobId = fake.inputsOf("source:resolve")[0]?.jobId ?? "";
    fake.emit("job:progress", {
      jobId: "another",
      progress: { kind: "working", message: "Not this", done: 0, total: 0 },
    });
    fake.emit("job:progress", {
      jobId,
      progress: { kind: "working", message: "Asking the registry", done: 0, total: 0 },
    });
    expect(state().sources[id]).toEqual({ kind: "resolving", message: "Asking the registry" });
    answer.resolve(ok({ kind: "resolved", source: makeResolved() }));
    await settle();
    expect(fake.listening()).toBe(0);
  });

  it("removed while they resolve, cancel their job and come to nothing", async () => {
    const answer = defer<Result<Outputs["source:resolve"]>>();
    const fake = installApi({ "source:resolve": () => answer.promise });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    state().removeSources(new Set([id]));
    answer.resolve(ok({ kind: "resolved", source: makeResolved() }));
    await settle();
    expect(fake.inputsOf("job:cancel")).toEqual([
      { jobId: fake.inputsOf("source:resolve")[0]?.jobId },
    ]);
    expect(state().sources).toEqual({});
  });

  it("edited while they resolve, take only the answer to the new text", async () => {
    const answers = [
      defer<Result<Outputs["source:resolve"]>>(),
      defer<Result<Outputs["source:resolve"]>>(),
    ];
    let asked = 0;
    installApi({ "source:resolve": () => answers[asked++]?.promise ?? Promise.reject() });
    state().addSources(["a:1"]);
    await settle();
    const [id = ""] = ids();
    state().startSourceEdit(id);
    state().setSourceEditText("b:2");
    state().endSourceEdit(true);
    await settle();
    answers[1]?.resolve(ok({ kind: "resolved", source: makeResolved({ name: "new" }) }));
    await settle();
    answers[0]?.resolve(ok({ kind: "resolved", source: makeResolved({ name: "old" }) }));
    await settle();
    expect(state().sources[id]).toMatchObject({ source: { name: "new" } });
  });

  it("never run more than a few jobs at a time, and all come to an end", async () => {
    let running = 0;
    let most = 0;
    installApi({
      "source:resolve": async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((done) => setTimeout(done, 10));
        running -= 1;
        return ok({ kind: "resolved", source: makeResolved() });
      },
    });
    state().addSources(Array.from({ length: 100 }, (_, at) => `a:${at}`));
    await settle();
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(12);
    expect(Object.values(state().sources).every(({ kind }) => kind === "resolved")).toBe(true);
  });

  it("that were removed come back, and the rest of the draft stays as it is by then", async () => {
    state().addSources(["a:1", "b:2", "c:3"]);
    await settle();
    state().removeSources(new Set(ids().slice(1, 2)));
    state().addSources(["d:4"]);
    state().undoRemoval();
    await settle();
    expect(state().draft.sources.map(({ text }) => text)).toEqual(["a:1", "b:2", "c:3", "d:4"]);
    expect(Object.keys(state().sources)).toHaveLength(4);
  });
});

describe("undo", () => {
  it("takes back whatever was changed last, and redo makes the change again", async () => {
    const fake = installApi();
    state().addSources(["a:1", "b:2"]);
    state().addTargets(["x:1"]);
    await settle();
    const before = state().draft;
    const asked = fake.inputsOf("source:resolve").length;
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
    expect(state().removal).toBeNull();
    await settle();
    expect(Object.keys(state().sources).sort()).toEqual([first, second].sort());
    expect(Object.keys(state().targets)).toEqual([target]);
    // What is still known is not asked again.
    expect(fake.inputsOf("source:resolve").length - asked).toBeLessThanOrEqual(6);
  });

  it("undoes a removal together with its offer to restore", async () => {
    state().addTargets(["x:1", "y:1"]);
    const [x = "", y = ""] = state().draft.targets.map(({ id }) => id);
    state().removeTarget(x);
    state().removeTarget(y);
    expect(state().removal?.label).toBe("Removed target y:1");
    state().undo();
    expect(state().removal?.label).toBe("Removed target x:1");
    state().undo();
    expect(state().removal).toBeNull();
    expect(state().draft.targets.map(({ text }) => text)).toEqual(["x:1", "y:1"]);
    state().redo();
    expect(state().removal?.label).toBe("Removed target x:1");
  });

  describe("of a tick", () => {
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
      ["a tick", () => state().setEntryKept(digestOf("22"), false, "linux/386")],
      [
        "a tick against the filter",
        () => state().setEntryKept(digestOf("44"), true, "linux/arm64"),
      ],
      ["a fix", () => state().applyFix({ kind: "exclude", digests: [digestOf("22")] })],
    ])("undoes %s together with the offer to undo it", async (_, tick) => {
      await start();
      const { draft } = state();
      tick();
      const { draft: made, removal } = state();
      expect(removal).not.toBeNull();
      state().undo();
      expect(state().draft).toBe(draft);
      expect(state().removal).toBeNull();
      state().redo();
      expect(state().draft).toBe(made);
      expect(state().removal).toBe(removal);
    });

    it("by its offer takes back that tick alone, and keeps a filter that was typed since", async () => {
      await start();
      state().setEntryKept(digestOf("44"), true, "linux/arm64");
      state().setPlatforms(["linux/s390x"]);
      state().undoRemoval();
      expect(state().draft).toMatchObject({ platforms: ["linux/s390x"], excluded: [] });

      state().setEntryKept(digestOf("22"), false, "linux/386");
      state().applyFix({ kind: "exclude", digests: [digestOf("91")] });
      state().setPlatforms(["linux/arm"]);
      state().undoRemoval();
      expect(state().draft).toMatchObject({
        platforms: ["linux/arm"],
        excluded: [digestOf("22")],
      });
    });

    it("that is undone already is no step of the history", async () => {
      await start();
      state().setEntryKept(digestOf("22"), false, "linux/386");
      const { removal } = state();
      state().undo();
      const { draft, history } = state();
      // The offer of a moment that is gone, as a window drawn late may still press it.
      useCompose.setState({ removal });
      state().undoRemoval();
      expect(state()).toMatchObject({ removal: null });
      expect(state().draft).toBe(draft);
      expect(state().history).toBe(history);
    });
  });

  it("resolves a source again whose text comes back", async () => {
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
    expect(fake.inputsOf("source:resolve").map(({ text }) => text)).toEqual(["a:1", "a:2", "a:1"]);
  });

  it("does not go back before the draft of the last session", () => {
    state().restoreDraft({ ...state().draft, platforms: ["linux/arm64"] });
    const { draft } = state();
    state().undo();
    expect(state().draft).toBe(draft);
  });
});

describe("the preview", () => {
  it("waits for the sources and for a pause, then is asked for once", async () => {
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

  it("drops the answer to a draft that has changed since, and cancels its job", async () => {
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

  it("shows its rows before it is whole, attestations as they are found, and is fresh at its end", async () => {
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
    // Told twice, as where an index lists one image for two platforms, it is shown once.
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
      checking: null,
    });
  });

  it("that shows its rows already is given up where the draft changes", async () => {
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
    expect(state().checking).toBeNull();
    emit({ kind: "checking", done: 1, total: 1, found: [] });
    expect(state()).toMatchObject({ checking: null, previewStatus: "working" });
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
  });

  it("that failed keeps the draft and the last result", async () => {
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

  it("asks the registries again when told to, and for the next ones no more", async () => {
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

  it("does not wait for a source that takes long, nor ask again for one that failed", async () => {
    const late = defer<Result<Outputs["source:resolve"]>>();
    const fake = installApi({
      "source:resolve": ({ text }) =>
        text === "late:1"
          ? late.promise
          : text === "bad:1"
            ? ok({ kind: "failed", error: makeFailure() })
            : text === "placeless"
              ? ok({ kind: "failed", error: makeFailure({ code: "no_repository" }) })
              : ok({ kind: "resolved", source: makeResolved() }),
    });
    state().addSources(["a:1", "bad:1", "late:1", "placeless"]);
    await vi.advanceTimersByTimeAsync(1000);
    const [, bad, slow] = state().draft.sources.map(({ id }) => id);
    expect(fake.inputsOf("draft:preview").map(({ skip }) => skip)).toEqual([[bad, slow]]);
    late.resolve(ok({ kind: "resolved", source: makeResolved() }));
    await settle();
    expect(fake.inputsOf("draft:preview").at(-1)?.skip).toEqual([bad]);
    state().refresh();
    await settle();
    expect(fake.inputsOf("draft:preview").at(-1)).toMatchObject({ refresh: true, skip: [] });
  });

  it("brings the newest word about each source", async () => {
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

  it("shows a ticked platform at once, before it is back", async () => {
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
    state().undoRemoval();
    expect(state().draft.excluded).toEqual([]);
  });

  it.each(["failed", "resolving", "edited"])(
    "keeps the filter for a source that is %s when an entry is ticked",
    async (what) => {
      const later = defer<Result<Outputs["source:resolve"]>>();
      const found = ok<Outputs["source:resolve"]>({ kind: "resolved", source: makeResolved() });
      const left = { kept: false, filtered: true as const };
      const rows = [
        makeRow("linux/amd64", "91"),
        { ...makeRow("linux/arm64", "22"), ...left },
        { ...makeRow(undefined, "44"), ...left },
      ];
      installApi({
        "source:resolve": ({ text }) =>
          text === "b:1"
            ? ok({ kind: "failed", error: makeFailure() })
            : text === "b:2"
              ? later.promise
              : found,
        "draft:preview": ({ draft, skip }) => {
          const missing = new Set(skip);
          const states = draft.sources.flatMap(({ id }) =>
            missing.has(id) ? [] : [[id, { kind: "resolved", source: makeResolved() }] as const],
          );
          return ok(makePreview(rows, { sources: Object.fromEntries(states) }));
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
      later.resolve(found);
      await vi.advanceTimersByTimeAsync(1000);
      expect(showsAllSources(state())).toBe(what !== "failed");
    },
  );

  it("is not asked for by an annotation row that is still blank", async () => {
    const fake = installApi();
    state().addAnnotation();
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(0);
  });
});

describe("what would be left behind", () => {
  it("is asked of the registries once the preview is there, for the same draft", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    expect(fake.inputsOf("draft:losses").map(({ draft }) => draft)).toEqual([state().draft]);
    expect(state().remoteLosses.kind).toBe("known");
  });

  it("is not asked for again where nothing that it depends on has changed", async () => {
    const fake = installApi();
    state().addSources(["a:1"]);
    await settle();
    state().addAnnotation();
    state().editAnnotation(state().draft.annotations[0]?.id ?? "", { key: "title" });
    await settle();
    expect(fake.inputsOf("draft:preview")).toHaveLength(2);
    expect(fake.inputsOf("draft:losses")).toHaveLength(1);
    state().setCopyReferrers({ referrers: "all", digestTags: false });
    await settle();
    state().refresh();
    await settle();
    expect(fake.inputsOf("draft:losses")).toHaveLength(3);
  });

  it("is given up when the draft changes, and what was known stays in sight", async () => {
    const never = defer<Result<Outputs["draft:losses"]>>();
    const loss = { code: "digest_tags" as const, message: "1 tag", source: "s1", kept: false };
    const known = { losses: [loss], findings: [] };
    let asked = 0;
    const fake = installApi({
      "draft:losses": () => {
        asked += 1;
        return asked === 1 ? ok(known) : never.promise;
      },
    });
    state().addSources(["a:1"]);
    await settle();
    state().addTargets(["x:1"]);
    await settle();
    expect(state().remoteLosses).toEqual({ kind: "asking", ...known });
    state().addTargets(["y:1"]);
    expect(state().remoteLosses).toEqual({ kind: "known", ...known });
    await settle();
    expect(fake.inputsOf("job:cancel")).toContainEqual({
      jobId: fake.inputsOf("draft:losses")[1]?.jobId,
    });
  });
});

describe("targets", () => {
  it("are looked at when they come, when they are edited and after a push", async () => {
    const fake = installApi();
    state().addTargets(["x:1"]);
    await settle();
    state().editTarget(state().draft.targets[0]?.id ?? "", "x:2");
    await settle();
    state().recheckTargets();
    await settle();
    expect(fake.inputsOf("target:look").map(({ text }) => text)).toEqual(["x:1", "x:2", "x:2"]);
  });

  it("keep their failure in place", async () => {
    installApi({ "target:look": () => ({ ok: false, error: makeFailure({ code: "denied" }) }) });
    state().addTargets(["x:1"]);
    await settle();
    expect(Object.values(state().targets)[0]).toMatchObject({
      kind: "failed",
      error: { code: "denied" },
    });
  });
});

describe("a new draft", () => {
  it("can be taken back: the old one is as it was", async () => {
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
    state().undoRemoval();
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
  ])("cannot be taken back once it has %s", async (_what, edit) => {
    state().addSources(["a:1"]);
    await settle();
    state().newDraft();
    edit();
    expect(state().removal).toBeNull();
  });

  it("leaves what stands in the fields", () => {
    state().setSourceInput("half a refer");
    state().setTargetInput("ghcr.io/");
    state().newDraft();
    expect(state()).toMatchObject({ sourceText: "half a refer", targetText: "ghcr.io/" });
  });
});

describe("files", () => {
  it("become sources, and those that cannot be read say why", async () => {
    installApi({
      "source:fromPaths": () =>
        ok({ texts: ["oci-layout:///x"], failures: [makeFailure({ code: "layout_invalid" })] }),
    });
    await state().addFiles(["/x", "/y"]);
    expect(state().draft.sources.map(({ text }) => text)).toEqual(["oci-layout:///x"]);
    expect(state().fileFailures).toHaveLength(1);
  });
});
