import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  successfulOutcome,
  previousImage,
  movedTag,
  samplePlan,
  recordPush,
} from "../../testing/samplePlan.ts";
import { isWhole } from "../../testing/sweepSample.ts";
import { Journal } from "./journal.ts";
import { madeByApp } from "../plan/planCache.ts";

let folder: string;
let id: string;
let file: string;
/** The lines of an entry that has ended, each with its newline. */
let lines: Buffer[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-journal-"));
  const log = await new Journal(folder).begin(samplePlan(), madeByApp);
  await recordPush(log);
  await log.end(successfulOutcome(log.id));
  id = log.id;
  file = path.join(folder, (await readdir(folder))[0] ?? "");
  const text = await readFile(file, "utf8");
  lines = text.split(/(?<=\n)/).map((line) => Buffer.from(line));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const states = async (): Promise<readonly string[]> => {
  const { entries, unreadable } = await new Journal(folder).list();
  expect(unreadable).toEqual([]);
  return entries.map(({ state }) => state.kind);
};

/** Returns the positions in a line to try: those near its ends, and every eighth in between. */
function positionsToTry(length: number): readonly number[] {
  const all = [...Array.from({ length }).keys()];
  return isWhole ? all : all.filter((at) => at < 16 || at >= length - 16 || at % 8 === 0);
}

/** Returns a line with the right checksum for any JSON. */
const lineOf = (json: string): Buffer =>
  Buffer.from(`${crc32(json).toString(16).padStart(8, "0")} ${json}\n`);
const line = (record: object): Buffer => lineOf(JSON.stringify(record));
/** Returns the first line with a part replaced. */
const begunLine = (text: string, instead: string): Buffer =>
  lineOf((lines[0] ?? "").toString().slice(9, -1).replace(text, instead));

it("ignores a last line that is cut off at any byte", async () => {
  const last = lines.at(-1) ?? Buffer.alloc(0);
  const before = Buffer.concat(lines.slice(0, -1));
  expect(last.length).toBeGreaterThan(100);
  for (const length of positionsToTry(last.length)) {
    await writeFile(file, Buffer.concat([before, last.subarray(0, length)]));
    expect(await states()).toEqual(["interrupted"]);
  }
  await writeFile(file, Buffer.concat([before, last]));
  expect(await states()).toEqual(["done"]);
});

it("ignores a last line with a wrong byte anywhere", async () => {
  const before = Buffer.concat(lines.slice(0, -1));
  for (const at of positionsToTry(lines.at(-1)?.length ?? 0)) {
    const last = Buffer.from(lines.at(-1) ?? []);
    last[at] = (last[at] ?? 0) ^ 0x20;
    await writeFile(file, Buffer.concat([before, last]));
    expect(await states()).toEqual(["interrupted"]);
  }
});

/** What a crash may leave in place of a record. */
const incomplete = ["", "0", "deadbeef {}", "0000\n0000", "\0".repeat(9000)];

it("ignores an entry whose first two records are incomplete: nothing was pushed", async () => {
  for (const count of [0, 1]) {
    for (const end of incomplete) {
      await writeFile(file, Buffer.concat([...lines.slice(0, count), Buffer.from(end)]));
      expect(await states()).toEqual([]);
      for (const asked of ["read", "export", "dismiss"] as const) {
        await expect(new Journal(folder)[asked](id)).rejects.toMatchObject({ code: "not_found" });
      }
    }
  }
});

it("reads an entry whose last record is incomplete, and cuts the record off when it is dismissed", async () => {
  for (let count = 2; count < lines.length; count += 1) {
    const whole = Buffer.concat(lines.slice(0, count));
    for (const end of incomplete) {
      await writeFile(file, Buffer.concat([whole, Buffer.from(end)]));
      expect(await states()).toEqual(["interrupted"]);
      expect((await new Journal(folder).read(id)).previous.has(movedTag.name)).toBe(count > 2);
      await new Journal(folder).dismiss(id);
      expect(await states()).toEqual(["dismissed"]);
      expect((await readFile(file, "latin1")).split("\n").slice(0, count).join("\n")).toBe(
        whole.toString("latin1").slice(0, -1),
      );
    }
  }
});

it("reports a damaged line in the middle, and still reads other entries", async () => {
  const other = await new Journal(folder).begin(samplePlan(), madeByApp);
  for (let at = 0; at < lines.length - 1; at += 1) {
    const damaged = lines.with(at, Buffer.from("00000000 {}\n"));
    await writeFile(file, Buffer.concat(damaged));
    const { entries, unreadable } = await new Journal(folder).list();
    expect(entries.map((entry) => entry.id)).toEqual([other.id]);
    expect(unreadable).toEqual([
      expect.stringMatching(new RegExp(`${id}.*: .*line ${at + 1} is damaged`)) as string,
    ]);
    for (const asked of ["read", "export", "dismiss"] as const) {
      await expect(new Journal(folder)[asked](id)).rejects.toMatchObject({ code: "disk" });
    }
  }
  await other.end(successfulOutcome(other.id));
});

const sendingX = { type: "sending", name: "x", at: "2026-01-31T12:00:00.000Z" };

it.each<[string, () => Buffer[]]>([
  ["an unknown type", () => [...lines, line({ type: "later" })]],
  ["invalid JSON", () => [...lines, lineOf("{")]],
  ["a second start", () => [...lines, lines[0] ?? Buffer.alloc(0)]],
  ["a second plan", () => [...lines, lines[1] ?? Buffer.alloc(0)]],
  ["no plan", () => lines.toSpliced(1, 1)],
  ["a tag that is not in the plan", () => [...lines, line(sendingX)]],
  ["another version", () => lines.with(0, begunLine('"version":1', '"version":2'))],
])("reports a record of %s", async (_, damage) => {
  await writeFile(file, Buffer.concat(damage()));
  const { entries, unreadable } = await new Journal(folder).list();
  expect(entries).toEqual([]);
  expect(unreadable).toHaveLength(1);
  await expect(new Journal(folder).read(id)).rejects.toMatchObject({ code: "disk" });
});

it("refuses previous content that does not match its digest", async () => {
  const { mediaType, digest, bytes } = previousImage;
  const data = Buffer.from("something else").toString("base64");
  const wrong = { type: "held", name: movedTag.name, mediaType, digest, size: bytes.length, data };
  await writeFile(file, Buffer.concat(lines.with(2, line(wrong))));
  for (const asked of ["read", "export"] as const) {
    await expect(new Journal(folder)[asked](id)).rejects.toMatchObject({
      code: "disk",
      message: expect.stringContaining(digest) as string,
    });
  }
});

it("refuses previous content whose bytes stand in no earlier record", async () => {
  const held = JSON.parse((lines[2] ?? "").toString().slice(9)) as { data?: string };
  delete held.data;
  await writeFile(file, Buffer.concat(lines.with(2, line(held))));
  await expect(new Journal(folder).read(id)).rejects.toThrow(
    "line 3: no earlier line has the bytes",
  );
  expect(await states()).toEqual(["done"]);
});

it("refuses an entry under the name of another, or with the first record of another", async () => {
  const another = file.replace(id, "6b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1a");
  await writeFile(another, Buffer.concat(lines));
  expect((await new Journal(folder).list()).unreadable).toHaveLength(1);
  await rm(another);
  const other = begunLine('"kind":"retag"', '"kind":"compose"');
  await writeFile(file, Buffer.concat(lines.with(0, other)));
  await expect(new Journal(folder).read(id)).rejects.toMatchObject({ code: "disk" });
});

it("ignores other files, and reports a folder with the name of an entry", async () => {
  await writeFile(path.join(folder, "notes.txt"), "mine");
  await appendFile(path.join(folder, ".DS_Store"), "0");
  const name = path.basename(file).replace(id, "6b2f1c9e-58a4-4c5c-9d53-0f2b8c6d7e1a");
  await mkdir(path.join(folder, name));
  const { entries, unreadable } = await new Journal(folder).list();
  expect(entries.map((entry) => entry.id)).toEqual([id]);
  expect(unreadable).toEqual([expect.stringContaining(name)]);
});

it("keeps no line and no file in memory that is longer than any it writes", async () => {
  const long = Buffer.alloc(65 * 1024 * 1024, "x");
  await writeFile(file, Buffer.concat(lines.slice(0, -1)));
  await appendFile(file, long);
  expect(await states()).toEqual(["interrupted"]);
  for (let count = 0; count < 3; count += 1) {
    await appendFile(file, long);
  }
  expect((await new Journal(folder).list()).unreadable).toEqual([
    expect.stringContaining("too large"),
  ]);
});
