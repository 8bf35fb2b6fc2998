import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeOutcome, makePlan } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { useHistory } from "../history/historyStore.ts";
import { usePushQueue } from "./pushQueueStore.ts";

const queue = usePushQueue.getState;
const request = { kind: "resume", journalId: "journal-1" } as const;

function kinds(): readonly string[] {
  return queue().pushes.map(({ kind }) => kind);
}

/** Starts pushes of plans, whose results the test sends. */
async function startPushes(...planIds: readonly string[]) {
  const answers = new Map(planIds.map((id) => [id, defer<Result<Outputs["push:start"]>>()]));
  const fake = installApi({
    "push:start": ({ planId }) =>
      answers.get(planId)?.promise ?? { ok: false, error: makeFailure({ code: "plan_gone" }) },
  });
  const declined: string[] = [];
  const ids = planIds.map((id) =>
    queue().start(request, makePlan({ id }), (push) => declined.push(push)),
  );
  await vi.waitFor(() => expect(fake.inputsOf("push:start")).toHaveLength(planIds.length));
  const answer = (planId: string, result: Result<Outputs["push:start"]>) =>
    answers.get(planId)?.resolve(result);
  const announceStart = (jobId: string | undefined) =>
    fake.emit("job:progress", {
      jobId: jobId ?? "",
      progress: { kind: "pushing", phase: "content", doneBytes: 0, totalBytes: 9, steps: [] },
    });
  return { fake, ids, declined, answer, announceStart };
}

describe("usePushQueue", () => {
  it("lets the second push wait, and runs it when the main process starts it", async () => {
    const { ids, answer, announceStart } = await startPushes("one", "two");
    expect(kinds()).toEqual(["pushing", "waiting"]);
    answer("one", ok(makeOutcome()));
    await vi.waitFor(() => expect(kinds()).toEqual(["done", "waiting"]));
    announceStart(ids[1]);
    expect(kinds()).toEqual(["done", "pushing"]);
    answer("two", ok(makeOutcome()));
    await vi.waitFor(() => expect(kinds()).toEqual(["done", "done"]));
  });

  it("stops a running push and keeps what it did", async () => {
    const { fake, ids, answer } = await startPushes("one");
    queue().cancel(ids[0] ?? "");
    expect(queue().pushes).toMatchObject([{ kind: "pushing", isCancelling: true }]);
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId: ids[0] }]);
    answer("one", ok(makeOutcome({ failure: makeFailure({ code: "cancelled" }) })));
    await vi.waitFor(() =>
      expect(queue().pushes).toMatchObject([
        { kind: "done", outcome: { failure: { code: "cancelled" } } },
      ]),
    );
  });

  it("removes a push that is cancelled while it waits", async () => {
    const { fake, ids, declined, answer } = await startPushes("one", "two");
    queue().cancel(ids[1] ?? "");
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId: ids[1] }]);
    answer("two", { ok: false, error: makeFailure({ code: "cancelled" }) });
    await vi.waitFor(() => expect(kinds()).toEqual(["pushing"]));
    expect(declined).toEqual([ids[1]]);
  });

  it("keeps the failure of a push that cannot start, until it is dismissed", async () => {
    const { ids, answer } = await startPushes("one", "two");
    queue().dismiss(ids[0] ?? "");
    expect(kinds()).toEqual(["pushing", "waiting"]);
    answer("one", { ok: false, error: makeFailure({ code: "disk" }) });
    await vi.waitFor(() =>
      expect(queue().pushes).toMatchObject([
        { kind: "refused", failure: { code: "disk" } },
        { kind: "waiting" },
      ]),
    );
    queue().dismiss(ids[0] ?? "");
    expect(kinds()).toEqual(["waiting"]);
  });

  it("reads the history again after a push in the background", async () => {
    const { fake, answer } = await startPushes("one");
    answer("one", ok(makeOutcome({ failure: makeFailure() })));
    await vi.waitFor(() => expect(fake.inputsOf("journal:list")).toHaveLength(1));
    await vi.waitFor(() => expect(useHistory.getState().list).toBeDefined());
  });
});
