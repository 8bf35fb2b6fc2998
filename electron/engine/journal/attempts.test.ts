import { mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { JournalEntry } from "../../../shared/journal.ts";
import type { Plan, TagMove } from "../../../shared/plan.ts";
import {
  movedTag,
  newTag,
  previousImage,
  recordPush,
  samplePlan,
  successfulOutcome,
} from "../../testing/samplePlan.ts";
import { fullTagName } from "../oci/tagName.ts";
import type { PushLog } from "../push/pushLog.ts";
import { Journal } from "./journal.ts";
import { encodeLine } from "./journalLines.ts";
import { planRecords } from "./planRecords.ts";
import { madeByApp } from "../plan/planCache.ts";

const origin = { appVersion: "0.2.0", user: "alice", machine: "build-7" };
const stopped = { code: "cancelled", message: "The push was stopped.", retryable: true } as const;

let folder: string;
let openLogs: PushLog[];
beforeEach(async () => {
  openLogs = [];
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-attempts-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.allSettled(openLogs.map((log) => log.end(successfulOutcome(log.id))));
  await rm(folder, { recursive: true });
});

async function begin(journal: Journal, continues?: string): Promise<PushLog> {
  const log = await journal.begin(samplePlan(), { ...madeByApp, continues });
  openLogs.push(log);
  return log;
}

/** A push that is stopped, resumed and killed, and resumed to its end. @returns the ids of its attempts */
async function pushInThreeAttempts(): Promise<readonly [string, string, string]> {
  const first = await begin(new Journal(folder, origin));
  await first.recordPrevious(movedTag.name, previousImage);
  first.recordStep("registry.example/acme/app sha256:1", { copiedBytes: 70, mountedBlobs: 0 });
  await first.end({
    ...successfulOutcome(first.id),
    copiedBytes: 70,
    tags: [movedTag, newTag].map((move) => ({ kind: "untouched", move })),
    failure: stopped,
  });
  const second = await begin(new Journal(folder, { ...origin, appVersion: "0.3.0" }), first.id);
  await second.recordPrevious(movedTag.name, previousImage);
  second.recordStep("registry.example/acme/app sha256:2", { copiedBytes: 30, mountedBlobs: 1 });
  await second.recordSending(movedTag.name);
  const journal = new Journal(folder, origin);
  const third = await journal.begin(planWithBefore(movedTag.after), {
    ...madeByApp,
    continues: second.id,
  });
  openLogs.push(third);
  await journal.markContinued(second.id, third.id);
  await third.recordSending(movedTag.name);
  expect((await list())[0]?.tags[0]).toMatchObject({ state: "moved", attemptId: second.id });
  await third.end({
    ...successfulOutcome(third.id),
    tags: [
      { kind: "same", move: movedTag },
      { kind: "moved", move: newTag },
    ],
  });
  return [first.id, second.id, third.id];
}

async function list(): Promise<readonly JournalEntry[]> {
  const { entries, unreadable } = await new Journal(folder).list();
  expect(unreadable).toEqual([]);
  return entries;
}

describe("the attempts of a push", () => {
  it("are one entry that says when each ended, how, what it transferred, and who pushed", async () => {
    const [first, second, third] = await pushInThreeAttempts();
    expect(await list()).toMatchObject([
      {
        id: first,
        state: { kind: "done" },
        isIncomplete: false,
        attempts: [
          {
            id: first,
            state: { kind: "failed", failure: stopped },
            origin,
            transfer: { bytes: 70, mountedBlobs: 0 },
            movedTags: 0,
          },
          {
            id: second,
            state: { kind: "continued", continuedBy: third },
            origin: { appVersion: "0.3.0" },
            steps: { done: 1, planned: 2 },
            transfer: { bytes: 30, mountedBlobs: 1 },
          },
          { id: third, state: { kind: "done" }, movedTags: 1 },
        ],
      },
    ]);
  });

  it("give each tag the attempt that moved it, whose previous content is restored", async () => {
    const [, second, third] = await pushInThreeAttempts();
    const [entry] = await list();
    expect(entry?.tags).toMatchObject([
      // Sent by the attempt that was killed, and found by the next one.
      { state: "moved", attemptId: second, previous: { digest: previousImage.digest } },
      { state: "moved", attemptId: third, previous: undefined },
    ]);
  });

  it("stay in order after the clock was set back", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-05-01T12:00:00Z") });
    const first = await begin(new Journal(folder));
    await first.end({ ...successfulOutcome(first.id), failure: stopped });
    vi.setSystemTime(Date.parse("2026-04-01T12:00:00Z"));
    const second = await begin(new Journal(folder), first.id);
    await second.end(successfulOutcome(second.id));
    const other = await begin(new Journal(folder));
    await other.end(successfulOutcome(other.id));
    const entries = await list();
    expect(entries.map(({ id }) => id)).toEqual([other.id, first.id]);
    expect(entries[1]?.attempts.map(({ startedAt }) => startedAt)).toEqual([
      "2026-05-01T12:00:00.000Z",
      "2026-04-01T12:00:00.000Z",
    ]);
  });

  it("of an earlier version are linked by the attempt that was continued, whatever the clock", async () => {
    const [older, newer] = [
      "6b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1a",
      "7b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1b",
    ] as const;
    const at = "2026-01-31T12:00:00.000Z";
    const left = { type: "left", at, continuedBy: newer };
    const files = [
      [
        `20260131T120000000Z-${older}.jsonl`,
        [...planRecords(samplePlan(), { ...madeByApp, id: older, at }), left],
      ],
      [
        `20260101T120000000Z-${newer}.jsonl`,
        planRecords(samplePlan(), { ...madeByApp, id: newer, at }),
      ],
    ] as const;
    for (const [name, records] of files) {
      await writeFile(path.join(folder, name), Buffer.concat(records.map(encodeLine)));
    }
    const entries = await list();
    expect(entries.map(({ attempts }) => attempts.map(({ id }) => id))).toEqual([[older, newer]]);
    expect(entries[0]?.attempts[0]?.origin).toBeUndefined();
  });

  it("that can be read are shown if others are damaged", async () => {
    const [first, second, third] = await pushInThreeAttempts();
    const names = (await readdir(folder)).toSorted();
    await writeFile(path.join(folder, names[0] ?? ""), "damaged\nfile\n");
    const { entries } = await new Journal(folder).list();
    expect(entries).toMatchObject([
      { id: first, isIncomplete: true, attempts: [{ id: second }, { id: third }] },
    ]);
  });

  it("that continue each other in a circle stand alone", async () => {
    const ids = ["a", "b"].map((letter) => `${letter.repeat(8)}-58a4-4c5c-9d53-0f2b8c6d7e1a`);
    const at = "2026-01-31T12:00:00.000Z";
    for (const [position, id] of ids.entries()) {
      const continues = ids[1 - position];
      const records = planRecords(samplePlan(), { ...madeByApp, id, at, continues });
      const name = `20260131T12000000${position}Z-${id}.jsonl`;
      await writeFile(path.join(folder, name), Buffer.concat(records.map(encodeLine)));
    }
    expect((await list()).map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  });
});

describe("findUnfinished", () => {
  it("finds the last attempt of a push that a plan file continues, until it succeeds", async () => {
    const journal = new Journal(folder);
    expect(await journal.findUnfinished(samplePlan())).toBeUndefined();
    const first = await begin(journal);
    await first.end({ ...successfulOutcome(first.id), failure: stopped });
    const second = await journal.begin(
      { ...samplePlan(), id: "reopened" },
      { ...madeByApp, continues: first.id },
    );
    await second.end({ ...successfulOutcome(second.id), failure: stopped });
    expect(await journal.findUnfinished(samplePlan())).toBe(second.id);
    expect(await journal.findUnfinished({ ...samplePlan(), id: "other" })).toBeUndefined();
    const third = await begin(journal, second.id);
    await third.end(successfulOutcome(third.id));
    expect(await journal.findUnfinished(samplePlan())).toBeUndefined();
  });

  it("finds none if the plan file lacks a target of the last attempt", async () => {
    const journal = new Journal(folder);
    const log = await begin(journal);
    await log.end({ ...successfulOutcome(log.id), failure: stopped });
    const plan = samplePlan();
    const withMoves = (tags: readonly TagMove[]): Plan => ({
      ...plan,
      repositories: plan.repositories.map((part) => ({ ...part, tags })),
    });
    const other = { ...newTag, name: "registry.example/acme/app:2", tag: "2" };
    expect(await journal.findUnfinished(withMoves([movedTag, newTag, other]))).toBe(log.id);
    const lacking = [
      withMoves([movedTag]),
      withMoves([movedTag, { ...newTag, after: previousImage.digest }]),
      { ...plan, repositories: [] },
    ];
    for (const edited of lacking) {
      expect(await journal.findUnfinished(edited)).toBeUndefined();
    }
  });
});

describe("the timeline of a tag", () => {
  it("has what each attempt found and set, and names changes made by others", async () => {
    const journal = new Journal(folder);
    const first = await begin(journal);
    await recordPush(first);
    await first.end(successfulOutcome(first.id));
    // Another client set the tag back: the next push finds the previous image again.
    const plan = { ...samplePlan(), kind: "restore" } as const;
    const second = await journal.begin(plan, madeByApp);
    await recordPush(second);
    await second.end(successfulOutcome(second.id));
    const { points } = await journal.timeline(fullTagName(movedTag.name));
    const before = { attemptId: second.id, content: "previous" };
    const after = { attemptId: second.id, content: "pushed" };
    expect(points).toMatchObject([
      {
        digest: movedTag.after,
        cause: { kind: "set", by: "restore", entryId: second.id, isConfirmed: true },
        restore: after,
      },
      { digest: previousImage.digest, cause: { kind: "outside" }, restore: before },
      { digest: movedTag.after, cause: { kind: "set", by: "retag" }, restore: after },
      { digest: previousImage.digest, cause: { kind: "found" }, restore: before },
    ]);
    expect((await journal.timeline(fullTagName(newTag.name))).points.at(-1)).toMatchObject({
      digest: null,
      restore: undefined,
    });
    expect((await journal.timeline(fullTagName("registry.example/acme/app:none"))).points).toEqual(
      [],
    );
  });

  it("drops a move that did not arrive, and confirms one that did", async () => {
    const journal = new Journal(folder);
    const sent = await begin(journal);
    await sent.recordSending(movedTag.name);
    const resumed = await begin(new Journal(folder), sent.id);
    await resumed.recordOutcome({ kind: "untouched", move: movedTag });
    const points = async (): Promise<readonly unknown[]> =>
      (await new Journal(folder).timeline(fullTagName(movedTag.name))).points;
    expect(await points()).toMatchObject([{ digest: previousImage.digest }]);
    const arrived = await journal.begin(planWithBefore(movedTag.after), {
      ...madeByApp,
      continues: resumed.id,
    });
    openLogs.push(arrived);
    const unconfirmed = await begin(new Journal(folder));
    await unconfirmed.recordSending(movedTag.name);
    expect((await points()).at(0)).toMatchObject({ cause: { isConfirmed: false } });
    const found = await journal.begin(planWithBefore(movedTag.after), madeByApp);
    openLogs.push(found);
    expect((await points()).at(0)).toMatchObject({
      digest: movedTag.after,
      cause: { kind: "set", isConfirmed: true },
    });
  });
});

/** The sample plan, as if its first tag had another digest before. */
function planWithBefore(before: string): ReturnType<typeof samplePlan> {
  const plan = samplePlan();
  return {
    ...plan,
    repositories: plan.repositories.map((part) => ({
      ...part,
      tags: part.tags.map((move) => (move.name === movedTag.name ? { ...move, before } : move)),
    })),
  };
}

it("keeps files in the order of their names if one has an impossible time", async () => {
  const log = await begin(new Journal(folder));
  await log.end(successfulOutcome(log.id));
  const [name = ""] = await readdir(folder);
  await rename(path.join(folder, name), path.join(folder, name.replace(/^\d{8}/, "99999999")));
  const next = await begin(new Journal(folder));
  await next.end(successfulOutcome(next.id));
  expect(await list()).toHaveLength(2);
});
