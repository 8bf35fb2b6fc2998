import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import { openDraftFile } from "./draftFile.ts";

it("reads a draft of an earlier version, with travel for copyReferrers", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "manifestry-draft-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "draft.json");
  const { copyReferrers: _, ...rest } = emptyDraft;
  const travel = { referrers: "all", digestTags: true };
  await writeFile(file, JSON.stringify({ ...rest, travel }));
  const kept = await openDraftFile(file);
  expect(kept.problems).toEqual([]);
  expect(kept.value).toEqual({ ...rest, copyReferrers: travel });
  await kept.update((draft) => draft);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ ...rest, copyReferrers: travel });
});
