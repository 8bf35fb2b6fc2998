import type { TagMove } from "../../../shared/plan.ts";
import { describe, expect, it } from "vitest";
import {
  digestOf,
  makeFailure,
  makeMove,
  makeOutcome,
  makePart,
  makePlan,
} from "../../testing/fixtures.ts";
import {
  bytesDone,
  contentPieces,
  copiedPieces,
  endSteps,
  type Piece,
  piecesOf,
  progressOf,
  tagPieces,
} from "./planProgress.ts";
import type { Steps } from "./pushQueueStore.ts";

const pieces: readonly Piece[] = [
  { id: "one", size: 300 },
  { id: "two", size: 100 },
];

function steps(...given: readonly [string, "running" | "done", number][]): Steps {
  return Object.fromEntries(given.map(([id, state, bytes]) => [id, { id, state, bytes }]));
}

describe("progressOf", () => {
  it.each<[string, readonly Piece[], Steps, object]>([
    ["no pieces", [], {}, { state: "nothing", share: 0 }],
    ["nothing started", pieces, {}, { state: "planned", share: 0 }],
    ["one half done", pieces, steps(["one", "running", 150]), { state: "running", share: 0.375 }],
    [
      "more bytes than planned, as after a retry",
      pieces,
      steps(["one", "running", 900]),
      { state: "running", share: 0.75 },
    ],
    [
      "all done",
      pieces,
      steps(["one", "done", 0], ["two", "done", 0]),
      { state: "done", share: 1 },
    ],
    [
      "tags, which have no bytes",
      pieces.map(({ id }) => ({ id, size: 0 })),
      steps(["one", "done", 0]),
      { state: "running", share: 0.5 },
    ],
  ])("counts by bytes, or by pieces without bytes: %s", (_, given, done, expected) => {
    expect(progressOf(given, done)).toEqual(expected);
  });
});

it("counts the bytes of copied blobs only", () => {
  const copies = copiedPieces(makePlan());
  expect(copies.map(({ size }) => size)).toEqual([41_250_000, 1402]);
  const [layer = { id: "", size: 0 }, config = { id: "", size: 0 }] = copies;
  const seen = steps([layer.id, "running", 1000], [config.id, "done", 0], ["mounted", "done", 5]);
  expect(bytesDone(copies, seen)).toBe(2402);
});

describe("the steps of a push that ended", () => {
  const part = makePart();
  const plan = makePlan({ repositories: [part] });

  it("are all done after a success, also those of which no event came", () => {
    const ended = endSteps(plan, makeOutcome(), {});
    expect(progressOf(piecesOf(part), ended)).toEqual({ state: "done", share: 1 });
  });

  it("are stopped after a failure, but for those that were done", () => {
    const { blobs, manifests } = contentPieces(part);
    const [first] = blobs;
    const { move } = makeOutcome().tags[0] as { readonly move: TagMove };
    const outcome = makeOutcome({
      repositories: [{ repository: part.repository, content: "incomplete" }],
      tags: [{ kind: "untouched", move }],
      failure: makeFailure(),
    });
    const ended = endSteps(plan, outcome, steps([first?.id ?? "", "done", first?.size ?? 0]));
    expect(progressOf(blobs.slice(0, 1), ended).state).toBe("done");
    expect(progressOf(blobs, ended).state).toBe("stopped");
    expect(progressOf(manifests, ended)).toEqual({ state: "stopped", share: 0 });
    expect(progressOf(tagPieces(part.tags), ended).state).toBe("stopped");
    const complete = { repository: part.repository, content: "complete" } as const;
    const unmoved = endSteps(plan, { ...outcome, repositories: [complete] }, {});
    expect(progressOf([...blobs, ...manifests], unmoved).state).toBe("done");
    expect(progressOf(tagPieces(part.tags), unmoved).state).toBe("stopped");
  });
});

describe("piecesOf", () => {
  it("returns what a push writes and nothing that exists", () => {
    const same = makeMove({ before: digestOf("c8") });
    // Three blobs, two manifests, one of the tags.
    expect(piecesOf(makePart({ tags: [makeMove(), same] }))).toHaveLength(6);
  });
});
