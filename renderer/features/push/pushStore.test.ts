import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeOutcome, makePlan } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { type ConfirmedPush, type PlanRequest, usePushQueue } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";

const request: PlanRequest = {
  kind: "retag",
  source: "a@sha256:1",
  targets: ["b:1"],
  copyReferrers: { referrers: "none", digestTags: false },
};
const push = usePush.getState;

/** The push that the dialog shows. */
function shownPush(): ConfirmedPush | undefined {
  const { state } = push();
  const { pushes } = usePushQueue.getState();
  return state.kind === "push" ? pushes.find(({ id }) => id === state.id) : undefined;
}

/** Waits for a state of the dialog, or of the push that it shows. */
async function reach(kind: string): Promise<void> {
  await vi.waitFor(() => expect(shownPush()?.kind ?? push().state.kind).toBe(kind));
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
    expect(shownPush()).toMatchObject({ outcome: makeOutcome() });
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
    expect(shownPush()).toMatchObject({
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
    expect(shownPush()).toMatchObject({ request, failure: { code: "plan_gone" } });
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
    push().close();
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

  it("leaves a running push in the queue when closed, and dismisses it after its end", async () => {
    const answer = defer<Result<Outputs["push:start"]>>();
    const fake = installApi({ "push:start": () => answer.promise });
    push().makePlan(request);
    await reach("review");
    push().start();
    await vi.waitFor(() => expect(fake.inputsOf("push:start")).toHaveLength(1));
    push().close();
    const [running] = usePushQueue.getState().pushes;
    expect(push().state.kind).toBe("closed");
    expect(running?.kind).toBe("pushing");
    answer.resolve(ok(makeOutcome()));
    push().show(running?.id ?? "");
    await reach("done");
    push().close();
    expect(usePushQueue.getState().pushes).toEqual([]);
    expect(fake.inputsOf("job:cancel")).toEqual([]);
  });

  it("shows only pushes of the queue, and only while nothing else is shown", async () => {
    installApi();
    push().show("unknown");
    expect(push().state.kind).toBe("closed");
    const id = usePushQueue.getState().start(request, makePlan(), () => {});
    push().makePlan(request);
    await reach("review");
    push().show(id);
    expect(push().state.kind).toBe("review");
  });
});
