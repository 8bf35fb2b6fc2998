import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  successfulOutcome,
  previousImage,
  movedTag,
  nothingCopied,
  samplePlan,
  recordPush,
} from "../../testing/samplePlan.ts";
import { Journal } from "./journal.ts";
import { madeByApp } from "../plan/planCache.ts";

/** Only root can mount a small file system. */
const canMount = process.platform === "linux" && process.getuid?.() === 0;

describe.skipIf(!canMount)("on a full disk", () => {
  let disk: string;
  let journal: Journal;
  beforeEach(async () => {
    disk = await mkdtemp(path.join(tmpdir(), "manifestry-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32k", "tmpfs", disk]);
    journal = new Journal(disk);
  });
  afterEach(async () => {
    execFileSync("umount", [disk]);
    await rm(disk, { recursive: true });
  });

  const filler = (): string => path.join(disk, "filler");
  /** Fills the disk: only the unused ends of the last pages of existing files remain. */
  async function fill(): Promise<void> {
    for (const size of [4096, 1]) {
      try {
        for (;;) {
          await writeFile(filler(), Buffer.alloc(size), { flag: "a" });
        }
      } catch {
        continue;
      }
    }
  }
  const large = { ...previousImage, bytes: Buffer.alloc(100_000) };

  it("does not begin an entry, and leaves no file", async () => {
    await fill();
    await expect(journal.begin(samplePlan(), madeByApp)).rejects.toMatchObject({
      code: "disk_full",
      retryable: true,
    });
    await expect(journal.begin(samplePlan(1000), madeByApp)).rejects.toMatchObject({
      code: "disk_full",
    });
    expect(await readdir(disk)).toEqual(["filler"]);
    expect(await journal.list()).toEqual({ entries: [], unreadable: [], unlisted: 0 });
  });

  it("reports a record that does not fit, leaves no part of it, and writes the next one if it fits", async () => {
    const log = await journal.begin(samplePlan(), madeByApp);
    for (let attempts = 0; attempts < 3; attempts += 1) {
      await expect(log.recordPrevious(movedTag.name, large)).rejects.toMatchObject({
        code: "disk_full",
      });
      expect((await new Journal(disk).list()).entries).toMatchObject([
        { state: { kind: "interrupted" }, tags: [{ state: "planned", previous: undefined }, {}] },
      ]);
    }
    await recordPush(log);
    await log.end(successfulOutcome(log.id));
    expect((await new Journal(disk).list()).entries).toMatchObject([{ state: { kind: "done" } }]);
    expect((await journal.read(log.id)).previous.get(movedTag.name)?.digest).toBe(
      previousImage.digest,
    );
  });

  it("fails the record after a lost step, but not the outcome", async () => {
    const log = await journal.begin(samplePlan(), madeByApp);
    await fill();
    for (let count = 0; count < 200; count += 1) {
      log.recordStep(`step ${count}`, nothingCopied);
    }
    await expect(log.recordSending(movedTag.name)).rejects.toMatchObject({ code: "disk_full" });
    await rm(filler());
    log.recordStep("x".repeat(60_000), nothingCopied);
    await log.end(successfulOutcome(log.id));
    const { entries, unreadable } = await new Journal(disk).list();
    expect(unreadable).toEqual([]);
    expect(entries).toMatchObject([{ state: { kind: "done" }, tags: [{ state: "moved" }, {}] }]);
  });

  it("lists an entry as interrupted whose outcome could not be written", async () => {
    const log = await journal.begin(samplePlan(), madeByApp);
    await fill();
    for (let count = 0; count < 200; count += 1) {
      log.recordStep(`step ${count}`, nothingCopied);
    }
    await expect(log.end(successfulOutcome(log.id))).rejects.toMatchObject({ code: "disk_full" });
    expect((await journal.list()).entries).toMatchObject([{ state: { kind: "interrupted" } }]);
    await expect(journal.dismiss(log.id)).rejects.toMatchObject({ code: "disk_full" });
    await rm(filler());
    await journal.dismiss(log.id);
    expect((await journal.list()).entries).toMatchObject([{ state: { kind: "dismissed" } }]);
  });
});
