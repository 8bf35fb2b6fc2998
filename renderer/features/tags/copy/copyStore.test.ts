import { expect, it, vi } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeOutcome, makePlan } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { usePushQueue } from "../../push/pushQueueStore.ts";
import { useCopyTags } from "./copyStore.ts";

const copies = ["1", "2", "3"].map((tag) => ({ tag, name: `${tag}-rc` }));
const digests = new Map([
  ["1", digestOf("a1")],
  ["2", digestOf("b2")],
  ["3", digestOf("c3")],
]);

function open(): void {
  const { open: start, plan } = useCopyTags.getState();
  start({
    purpose: "copy",
    repository: "ghcr.io/acme/app",
    tags: ["1", "2", "3"],
    digests,
    existing: new Set(),
  });
  plan({
    repository: "ghcr.io/acme/app",
    target: "quay.io/acme/app",
    copies,
    copyReferrers: emptyDraft.copyReferrers,
    noClobber: false,
  });
}

const kind = () => useCopyTags.getState().step.kind;

it("plans by digest what was seen, and copies one after the other until one fails", async () => {
  const pushed: string[] = [];
  const fake = installApi({
    "plan:make": ({ request }) =>
      ok(makePlan({ id: request.kind === "retag" ? request.source : "", kind: "retag" })),
    "push:start": ({ planId }) => {
      pushed.push(planId);
      return ok(
        makeOutcome(pushed.length === 2 ? { failure: makeFailure({ code: "tag_moved" }) } : {}),
      );
    },
  });
  open();
  await vi.waitFor(() => expect(kind()).toBe("review"));
  expect(fake.inputsOf("plan:make").map(({ request }) => request)).toMatchObject([
    {
      source: `ghcr.io/acme/app@${digestOf("a1")}`,
      targets: ["quay.io/acme/app:1-rc"],
      readFrom: "ghcr.io/acme/app:1",
    },
    { source: `ghcr.io/acme/app@${digestOf("b2")}` },
    { source: `ghcr.io/acme/app@${digestOf("c3")}` },
  ]);
  expect(pushed).toEqual([]);
  useCopyTags.getState().start();
  await vi.waitFor(() => {
    const { step } = useCopyTags.getState();
    expect(step.kind === "running" && step.results.map((result) => result.kind)).toEqual([
      "done",
      "failed",
      "waiting",
    ]);
  });
  expect(pushed).toHaveLength(2);
  expect(fake.inputsOf("push:start").map(({ following }) => following)).toEqual([2, 1]);
  expect(usePushQueue.getState().pushes).toEqual([]);
});

it("copies nothing if one of the plans is refused", async () => {
  installApi({
    "plan:make": ({ request }) =>
      request.kind === "retag" && request.source.endsWith(digestOf("b2"))
        ? { ok: false, error: makeFailure({ message: "It exists." }) }
        : ok(makePlan()),
  });
  open();
  await vi.waitFor(() => expect(kind()).toBe("refused"));
  expect(useCopyTags.getState().step).toMatchObject({
    refused: [{ tags: ["2"], failure: { message: "It exists." } }],
  });
});

it("does not show a copy that was cancelled as failed, and starts none after it", async () => {
  const fake = installApi({
    "plan:make": () => ok(makePlan({ kind: "retag" })),
    "push:start": () => ok(makeOutcome({ failure: makeFailure({ code: "cancelled" }) })),
  });
  open();
  await vi.waitFor(() => expect(kind()).toBe("review"));
  useCopyTags.getState().start();
  await vi.waitFor(() => {
    const { step } = useCopyTags.getState();
    expect(step.kind === "running" && step.results.map((result) => result.kind)).toEqual([
      "cancelled",
      "waiting",
      "waiting",
    ]);
  });
  expect(fake.inputsOf("push:start")).toHaveLength(1);
});
