import { describe, expect, it } from "vitest";
import type { Result } from "../../../../shared/errors.ts";
import type { Outputs } from "../../../../shared/ipc/contract.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeFailure } from "../../../testing/fixtures.ts";
import { defer, installApi, settle, fakeTimersInEachTest } from "../../../testing/setUp.ts";
import { useCompose } from "../composeStore.ts";

fakeTimersInEachTest();

const state = useCompose.getState;

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
