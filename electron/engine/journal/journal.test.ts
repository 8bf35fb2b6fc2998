import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  successfulOutcome,
  previousImage,
  movedTag,
  newTag,
  nothingCopied,
  samplePlan,
  releasedImage,
  recordPush,
} from "../../testing/samplePlan.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { PushLog } from "../push/pushLog.ts";
import { encodeLine } from "./journalLines.ts";
import { Journal } from "./journal.ts";
import { planRecords } from "./planRecords.ts";
import { madeByApp } from "../plan/planCache.ts";

let top: string;
let folder: string;
/** Logs to close after the test, those of simulated crashes included. */
let openLogs: PushLog[];
beforeEach(async () => {
  openLogs = [];
  top = await mkdtemp(path.join(tmpdir(), "manifestry-journal-"));
  folder = path.join(top, "app", "journal");
});
afterEach(async () => {
  await Promise.allSettled(openLogs.map((log) => log.end(successfulOutcome(log.id))));
  await rm(top, { recursive: true });
});

async function begin(journal: Journal): Promise<PushLog> {
  const log = await journal.begin(samplePlan(), madeByApp);
  openLogs.push(log);
  return log;
}

/** The previous content of a tag, as a list shows it. */
const previous = {
  mediaType: previousImage.mediaType,
  digest: previousImage.digest,
  size: previousImage.bytes.length,
};

describe("an entry", () => {
  it("stores the command of a push of a thousand sources with long names", async () => {
    const journal = new Journal(folder);
    const source = " registry.example/acme/a/repository/with/a/rather/long/name:2026-01-31";
    const plan = { ...samplePlan(), command: `docker buildx ${source.repeat(1000)}` };
    const log = await journal.begin(plan, madeByApp);
    openLogs.push(log);
    expect((await journal.read(log.id)).plan).toMatchObject({ command: plan.command });
  });

  it("shows how far the push got, in this process and the next", async () => {
    const journal = new Journal(folder);
    expect(await journal.list()).toEqual({ entries: [], unreadable: [], unlisted: 0 });
    const log = await begin(journal);
    const listed = async (): Promise<unknown> => (await journal.list()).entries;
    expect(await listed()).toMatchObject([
      {
        id: log.id,
        kind: "retag",
        state: { kind: "running" },
        root: { digest: releasedImage.digest, size: releasedImage.bytes.length },
        repositories: ["registry.example/acme/app"],
        tags: [
          { move: movedTag, state: "planned", previous: undefined },
          { move: newTag, state: "planned", previous: undefined },
        ],
        steps: { done: 0, planned: 2 },
      },
    ]);
    await log.recordPrevious(movedTag.name, previousImage);
    log.recordStep("registry.example/acme/app sha256:1", nothingCopied);
    log.recordStep("registry.example/acme/app sha256:1", nothingCopied);
    await log.recordSending(movedTag.name);
    expect(await listed()).toMatchObject([
      { tags: [{ state: "sent", previous }, { state: "planned" }], steps: { done: 1 } },
    ]);
    await log.recordOutcome({ kind: "unknown", move: movedTag });
    await log.recordOutcome({ kind: "untouched", move: newTag, now: null });
    expect(await listed()).toMatchObject([
      { tags: [{ state: "unknown" }, { state: "untouched" }] },
    ]);
    expect((await new Journal(folder).list()).entries).toMatchObject([
      { state: { kind: "interrupted" }, tags: [{ state: "unknown" }, { state: "untouched" }] },
    ]);
    const failure = { code: "network", message: "It broke off.", retryable: true } as const;
    await log.end({ ...successfulOutcome(log.id), failure });
    for (const one of [journal, new Journal(folder)]) {
      expect((await one.list()).entries).toMatchObject([
        { state: { kind: "failed", failure }, tags: [{ state: "moved" }, { state: "moved" }] },
      ]);
    }
  });

  it("keeps every field of a failure, such as the repository of the login that was refused", async () => {
    const log = await begin(new Journal(folder));
    const failure: Failure = {
      code: "denied",
      message: "registry.example denies access to acme/app.",
      hint: "Use another account.",
      detail: "PUT answered 403.",
      registry: "registry.example",
      auth: {
        host: "registry.example",
        source: "auth.json",
        account: "alice",
        repository: "acme",
        scopes: ["repository:acme/app:pull,push"],
      },
      choices: [{ text: "1.0", title: "1.0" }],
      retryable: false,
    };
    await log.end({ ...successfulOutcome(log.id), failure });
    const { entries, unreadable } = await new Journal(folder).list();
    expect(unreadable).toEqual([]);
    expect(entries).toMatchObject([{ state: { kind: "failed", failure } }]);
  });

  it("stores the plan and the previous content of the tags", async () => {
    const journal = new Journal(folder);
    const rule = { kind: "tag", text: "v*" } as const;
    const brokenRules = [{ name: movedTag.name, rule }];
    const log = await journal.begin({ ...samplePlan(), brokenRules }, madeByApp);
    openLogs.push(log);
    await recordPush(log);
    await log.end(successfulOutcome(log.id));
    const read = await new Journal(folder).read(log.id);
    const { differences: _, ...plan } = samplePlan();
    expect(read.plan).toEqual(plan);
    expect(read.isFromFile).toBe(false);
    expect(read.recorded.attempt.state.kind).toBe("done");
    expect([...read.previous.keys()]).toEqual([movedTag.name]);
    expect(Buffer.from(read.previous.get(movedTag.name)?.bytes ?? [])).toEqual(
      Buffer.from(previousImage.bytes),
    );
  });

  it("stores the bytes of one manifest once, for all tags and what is related to them", async () => {
    const repository = "registry.example/acme/app";
    const tags = ["1", "latest"].map((tag) => ({
      name: `${repository}:${tag}`,
      tag,
      before: previousImage.digest,
    }));
    const deletion = {
      version: 1,
      id: "deletion",
      kind: "delete",
      madeAt: "2026-01-31T12:00:00.000Z",
      repository,
      by: "digest",
      tags,
    } as const;
    const journal = new Journal(folder);
    const log = await journal.begin(deletion, madeByApp);
    openLogs.push(log);
    await log.recordRelated(releasedImage);
    await log.recordRelated(previousImage);
    await log.recordPrevious(tags[0]?.name ?? "", { ...previousImage, entry: "{}" });
    await log.recordPrevious(tags[1]?.name ?? "", previousImage);
    const [name = ""] = await readdir(folder);
    const text = await readFile(path.join(folder, name), "utf8");
    const data = Buffer.from(previousImage.bytes).toString("base64");
    expect(text.split(data)).toHaveLength(2);
    const read = await new Journal(folder).read(log.id);
    expect([...read.previous].map(([tag, { entry }]) => [tag, entry])).toEqual([
      [tags[0]?.name, "{}"],
      [tags[1]?.name, undefined],
    ]);
    expect([...read.related.keys()]).toEqual([releasedImage.digest, previousImage.digest]);
    const contents = [...read.previous.values(), read.related.get(previousImage.digest)];
    for (const content of contents) {
      expect(Buffer.from(content?.bytes ?? [])).toEqual(Buffer.from(previousImage.bytes));
    }
    expect(
      Buffer.from((await journal.export(log.id)).bytes)
        .toString()
        .split(data),
    ).toHaveLength(2);
  });

  it("says whether the plan came from a file, whatever the plan says", async () => {
    const plan = { ...samplePlan(), kind: "restore" as const };
    const log = await new Journal(folder).begin(plan, { isFromFile: true });
    openLogs.push(log);
    expect((await new Journal(folder).read(log.id)).isFromFile).toBe(true);
    expect(await new Journal(folder).findPushes(plan.root.digest)).toEqual([]);
  });

  // Windows has no modes: the folder of the user's data is the user's alone.
  it.skipIf(process.platform === "win32")("is readable by its owner only", async () => {
    await begin(new Journal(folder));
    const [name = ""] = await readdir(folder);
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("is on the disk before the push starts", async () => {
    await begin(new Journal(folder));
    const [name = ""] = await readdir(folder);
    expect(await readFile(path.join(folder, name), "utf8")).toMatch(
      /^[\da-f]{8} \{"type":"begun".*\n[\da-f]{8} \{"type":"planned".*\n$/,
    );
  });

  it("accepts no record after its end", async () => {
    const journal = new Journal(folder);
    const log = await begin(journal);
    const late = [
      log.end(successfulOutcome(log.id)),
      log.recordPrevious(movedTag.name, previousImage),
    ];
    log.recordStep("late", nothingCopied);
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
    ]);
    const [name = ""] = await readdir(folder);
    expect(await readFile(path.join(folder, name), "utf8")).toMatch(/"type":"ended".*\n$/);
    expect((await journal.list()).entries[0]?.tags[0]?.previous).toBeUndefined();
  });

  it("is not begun for a plan that could not be read again", async () => {
    const plan = { ...samplePlan(), command: "x".repeat(17 * 1024 * 1024) };
    const journal = new Journal(folder);
    await expect(journal.begin(plan, madeByApp)).rejects.toMatchObject({ code: "too_large" });
    expect(await journal.list()).toEqual({ entries: [], unreadable: [], unlisted: 0 });
  });

  it("that does not exist is not found", async () => {
    const journal = new Journal(folder);
    for (const id of ["", "../../etc/passwd", "6b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1a"]) {
      await expect(journal.read(id)).rejects.toMatchObject({ code: "not_found" });
      await expect(journal.dismiss(id)).rejects.toMatchObject({ code: "not_found" });
      await expect(journal.export(id)).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

describe("dismiss and markContinued", () => {
  it("close an interrupted push once, with the id of the push that continues it", async () => {
    const { id } = await begin(new Journal(folder));
    const journal = new Journal(folder);
    await Promise.all([journal.markContinued(id, "next"), journal.dismiss(id)]);
    const [entry] = (await journal.list()).entries;
    expect(entry?.state).toMatchObject({ kind: "continued", continuedBy: "next" });
    const [name = ""] = await readdir(folder);
    expect((await readFile(path.join(folder, name), "utf8")).match(/"left"/g)).toHaveLength(1);
  });

  it("do nothing to a push that has ended, and fail while it runs", async () => {
    const journal = new Journal(folder);
    const log = await begin(journal);
    await expect(journal.dismiss(log.id)).rejects.toMatchObject({ code: "input_invalid" });
    await log.end(successfulOutcome(log.id));
    await journal.dismiss(log.id);
    expect((await journal.list()).entries[0]?.state.kind).toBe("done");
  });
});

it("writes concurrent pushes to files of their own, each in order", async () => {
  const journal = new Journal(folder);
  const logs = await Promise.all(Array.from({ length: 20 }, () => begin(journal)));
  await Promise.all(
    logs.map(async (log) => {
      for (let step = 0; step < 50; step += 1) {
        log.recordStep(`step ${step}`, nothingCopied);
      }
      await recordPush(log);
      await log.end(successfulOutcome(log.id));
    }),
  );
  const { entries, unreadable } = await new Journal(folder).list();
  expect(unreadable).toEqual([]);
  expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(logs.map(({ id }) => id)));
  expect(entries.every(({ state }) => state.kind === "done")).toBe(true);
  const names = await readdir(folder);
  const steps = (await readFile(path.join(folder, names[7] ?? ""), "utf8")).matchAll(
    /"step":"step (\d+)"/g,
  );
  expect([...steps].map(([, step]) => Number(step))).toEqual([...Array(50).keys()]);
});

it("lists the newest first, and reads a file again only when it has changed", async () => {
  const journal = new Journal(folder);
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const log = await begin(journal);
    await log.end(successfulOutcome(log.id));
    ids.unshift(log.id);
  }
  expect((await journal.list()).entries.map(({ id }) => id)).toEqual(ids);
  const [name = ""] = (await readdir(folder)).toSorted();
  const first = await journal.list();
  expect((await journal.list()).entries[0]?.attempts[0]).toBe(first.entries[0]?.attempts[0]);
  await writeFile(path.join(folder, name), "nothing\nof it\n");
  expect((await journal.list()).entries.map(({ id }) => id)).toEqual(ids.slice(0, 2));
});

it("exports an entry as one document with the previous content of the tags", async () => {
  const journal = new Journal(folder);
  const log = await begin(journal);
  await recordPush(log);
  await log.end(successfulOutcome(log.id));
  const { name, bytes } = await journal.export(log.id);
  const [entry] = (await journal.list()).entries;
  expect(name).toBe(
    `manifestry-${entry?.startedAt.slice(0, 10)}-${releasedImage.digest.slice(7, 19)}.json`,
  );
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
  expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
    version: 2,
    id: log.id,
    startedAt: entry?.startedAt,
    state: { kind: "done", endedAt: time },
    root: { digest: releasedImage.digest, data: samplePlan().root.data },
    tags: [
      {
        name: movedTag.name,
        before: previousImage.digest,
        after: releasedImage.digest,
        state: "moved",
        sentAt: time,
        settledAt: time,
        previous: { ...previous, data: Buffer.from(previousImage.bytes).toString("base64") },
      },
      { name: newTag.name, before: null, state: "moved" },
    ],
    repositories: [{ repository: "registry.example/acme/app", content: "complete" }],
  });
});

it("reads entries that earlier versions wrote", async () => {
  const at = "2026-01-31T12:00:00.000Z";
  const id = "6b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1a";
  const [{ planFrom: _, ...begun }, planned] = planRecords(samplePlan(), { ...madeByApp, id, at });
  const records = [
    begun,
    planned,
    {
      type: "held",
      name: movedTag.name,
      ...previous,
      data: Buffer.from(previousImage.bytes).toString("base64"),
    },
    { type: "done", step: "registry.example/acme/app sha256:1" },
    { type: "sending", name: movedTag.name, at },
    { type: "settled", at, name: movedTag.name, kind: "untouched", now: null },
    { type: "left", at, continuedBy: "next" },
  ];
  await mkdir(folder, { recursive: true });
  const name = `20260131T120000000Z-${id}.jsonl`;
  await writeFile(path.join(folder, name), Buffer.concat(records.map(encodeLine)));
  expect(await new Journal(folder).list()).toMatchObject({
    entries: [
      {
        startedAt: at,
        state: { kind: "continued", endedAt: at, continuedBy: "next" },
        tags: [
          { state: "untouched", previous },
          { state: "planned", previous: undefined },
        ],
        steps: { done: 1, planned: 2 },
      },
    ],
    unreadable: [],
    unlisted: 0,
  });
  const read = await new Journal(folder).read(id);
  // Whether the plan came from a file is not known, so it is not trusted.
  expect(read.isFromFile).toBe(true);
  expect(read.previous.get(movedTag.name)?.digest).toBe(previousImage.digest);
});
