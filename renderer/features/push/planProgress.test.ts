import { describe, expect, it } from "vitest";
import { digestOf, makeMove, makePart, makePlan } from "../../testing/fixtures.ts";
import { bytesDone, copiedPieces, type Piece, piecesOf, progressOf } from "./planProgress.ts";
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

describe("piecesOf", () => {
  it("returns what a push writes and nothing that exists", () => {
    const same = makeMove({ before: digestOf("c8") });
    // Three blobs, two manifests, one of the tags.
    expect(piecesOf(makePart({ tags: [makeMove(), same] }))).toHaveLength(6);
  });
});
