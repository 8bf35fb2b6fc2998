import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeOutcome, makePlan } from "../../testing/fixtures.ts";
import { defer, installApi, setUpWindow } from "../../testing/setUp.ts";
import { type PlanRequest, usePush } from "./pushStore.ts";

setUpWindow();

const request: PlanRequest = {
  kind: "retag",
  source: "a@sha256:1",
  targets: ["b:1"],
  copyReferrers: { referrers: "none", digestTags: false },
};
const push = usePush.getState;

async function reach(kind: string): Promise<void> {
  await vi.waitFor(() => expect(push().state.kind).toBe(kind));
}

describe("usePush", () => {
  it("plans, reviews and pushes", async () => {
    const fake = installApi();
    push().makePlan(request);
    await reach("review");
    push().start();
    await reach("done");
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual(request);
    expect(fake.inputsOf("push:start")[0]?.planId).toBe(makePlan().id);
    expect(push().state).toMatchObject({ outcome: makeOutcome() });
  });

  it("collects the steps of all progress events", async () => {
    const answer = defer<Result<Outputs["push:start"]>>();
    const fake = installApi({ "push:start": () => answer.promise });
    push().makePlan(request);
    await reach("review");
    push().start();
    await vi.waitFor(() => expect(fake.inputsOf("push:start")).toHaveLength(1));
    const jobId = fake.inputsOf("push:start")[0]?.jobId ?? "";
    const one = contentStepId("r", digestOf("01"));
    const two = contentStepId("r", digestOf("02"));
    const event = { kind: "pushing", phase: "content", doneBytes: 1, totalBytes: 2 } as const;
    fake.emit("job:progress", {
      jobId,
      progress: { ...event, steps: [{ id: one, state: "running", bytes: 1 }] },
    });
    fake.emit("job:progress", {
      jobId,
      progress: {
        ...event,
        steps: [
          { id: one, state: "done", bytes: 2 },
          { id: two, state: "running", bytes: 0 },
        ],
      },
    });
    expect(push().state).toMatchObject({
      steps: { [one]: { state: "done" }, [two]: { state: "running" } },
    });
    answer.resolve(ok(makeOutcome()));
    await reach("done");
  });

  it("keeps the error of a failed plan", async () => {
    installApi({ "plan:make": () => ({ ok: false, error: makeFailure({ code: "plan_gone" }) }) });
    push().makePlan(request);
    await reach("refused");
    expect(push().state).toMatchObject({ request, failure: { code: "plan_gone" } });
  });

  it("is refused if the push cannot start", async () => {
    installApi({ "push:start": () => ({ ok: false, error: makeFailure({ code: "plan_gone" }) }) });
    push().makePlan(request);
    await reach("review");
    push().start();
    await reach("refused");
    expect(push().state).toMatchObject({ request, failure: { code: "plan_gone" } });
  });

  it("opens and pushes a plan from a file", async () => {
    const plan = makePlan({ id: "from-file", differences: [] });
    const fake = installApi({ "plan:open": () => ok(plan) });
    push().makePlan({ kind: "open" });
    await reach("review");
    push().start();
    await reach("done");
    expect(fake.inputsOf("push:start")[0]?.planId).toBe("from-file");
  });

  it("closes if no file is chosen", async () => {
    const fake = installApi({ "plan:open": () => ok(null) });
    push().makePlan({ kind: "open" });
    await reach("closed");
    expect(fake.inputsOf("plan:open")).toHaveLength(1);
  });

  it("keeps the path of a saved plan if the next save dialog is cancelled", async () => {
    const answers = [ok({ path: "/home/acme/plan.json" }), ok(null)];
    const fake = installApi({ "plan:save": () => answers.shift() ?? ok(null) });
    push().makePlan(request);
    await reach("review");
    await push().save();
    expect(push().state).toMatchObject({ save: { kind: "saved", path: "/home/acme/plan.json" } });
    await push().save();
    expect(push().state).toMatchObject({ save: { kind: "saved", path: "/home/acme/plan.json" } });
    expect(fake.inputsOf("plan:save")).toEqual([{ planId: "plan-1" }, { planId: "plan-1" }]);
  });

  it("cancels planning and closes", async () => {
    const answer = defer<Result<Outputs["plan:make"]>>();
    const fake = installApi({ "plan:make": () => answer.promise });
    push().makePlan(request);
    await vi.waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    push().cancel();
    answer.resolve(ok(makePlan()));
    await vi.waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    expect(push().state.kind).toBe("closed");
  });

  it("returns to the review if the user declines the confirmation", async () => {
    const failure = makeFailure({ code: "cancelled", message: "Nothing was written." });
    const fake = installApi({ "push:start": () => ({ ok: false, error: failure }) });
    push().makePlan(request);
    await reach("review");
    const { state } = push();
    push().start();
    await vi.waitFor(() => expect(fake.inputsOf("push:start")).toHaveLength(1));
    await reach("review");
    expect(push().state).toEqual(state);
  });

  it("stops a push and waits for the state of the tags", async () => {
    const answer = defer<Result<Outputs["push:start"]>>();
    const fake = installApi({ "push:start": () => answer.promise });
    push().makePlan(request);
    await reach("review");
    push().start();
    await vi.waitFor(() => expect(fake.inputsOf("push:start")).toHaveLength(1));
    push().cancel();
    push().close();
    expect(push().state).toMatchObject({ kind: "pushing", isCancelling: true });
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId: fake.inputsOf("push:start")[0]?.jobId }]);
    answer.resolve(ok(makeOutcome({ failure: makeFailure({ code: "cancelled" }) })));
    await reach("done");
    expect(push().state).toMatchObject({ outcome: { failure: { code: "cancelled" } } });
  });
});
