import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../../shared/plan.ts";
import { ArchiveStore } from "../stores/archive/archiveStore.ts";
import { Journal } from "../journal/journal.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import { Stores } from "../stores/openStores.ts";
import { layoutOf, tarOf } from "../../testing/archives.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import { formatPlanFile, readPlanFile } from "../plan/planFile.ts";

const copyReferrers = { referrers: "none", digestTags: false } as const;
const annotations = {
  "org.opencontainers.image.created": "2026-01-01T00:00:00Z",
  "org.opencontainers.image.ref.name": "1.0",
  "io.containerd.image.name": "docker.io/acme/app:1.0",
};
const files = layoutOf([{ content: amd64, annotations }, { content: arm64 }]);

let folder: string;
let journal: Journal;
let engine: Engine;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-restore-"));
  journal = new Journal(path.join(folder, "journal"));
  const stores = new Stores({ credentials: anonymous });
  engine = new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, journal);
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function push(plan: Plan): Promise<string> {
  const outcome = await engine.push(plan.id, { report: () => {} }, signal);
  expect(outcome.failure).toBeUndefined();
  return outcome.journalId;
}

/** Plans a retag of the arm64 image over the amd64 image. */
async function replace(place: string, tag: string): Promise<Plan> {
  return await engine.planner.planRetag(
    { source: `${place}@${arm64.digest}`, targets: [`${place}:${tag}`], copyReferrers },
    signal,
  );
}

it.each(["1.0", "docker.io/acme/app:1.0", "acme/app:1.0"])(
  "restores the tag %s of a layout with the names and annotations of its entry",
  async (tag) => {
    const layout = path.join(folder, "layout");
    for (const { name, bytes = "" } of files) {
      await mkdir(path.dirname(path.join(layout, name)), { recursive: true });
      await writeFile(path.join(layout, name), bytes);
    }
    const before = await readFile(path.join(layout, "index.json"), "utf8");
    const place = `oci-layout://${layout}`;
    const plan = await replace(place, tag);
    expect(plan.repositories[0]?.tags).toMatchObject([
      { name: `${place}:${tag}`, before: amd64.digest, after: arm64.digest },
    ]);
    const id = await push(plan);
    const index = JSON.parse(await readFile(path.join(layout, "index.json"), "utf8")) as {
      manifests: readonly { digest: string; annotations?: Record<string, string> }[];
    };
    const { "org.opencontainers.image.created": _created, ...names } = annotations;
    expect(index.manifests.map((entry) => [entry.digest, entry.annotations])).toEqual([
      [arm64.digest, names],
      [arm64.digest, undefined],
    ]);
    await push(
      await engine.planner.planRestore({ journalId: id, name: `${place}:${tag}` }, signal),
    );
    expect(await readFile(path.join(layout, "index.json"), "utf8")).toBe(before);
    expect((await readdir(layout)).toSorted()).toEqual(["blobs", "index.json", "oci-layout"]);
  },
);

it("restores a tag of an archive with the names and annotations of its entry", async () => {
  const file = path.join(folder, "images.tar");
  await writeFile(file, tarOf(files));
  const place = `oci-archive://${file}`;
  const before = await new ArchiveStore("oci", file).fetchManifest({ tag: "1.0" }, signal);
  const id = await push(await replace(place, "acme/app:1.0"));
  await push(
    await engine.planner.planRestore({ journalId: id, name: `${place}:acme/app:1.0` }, signal),
  );
  const after = await new ArchiveStore("oci", file).fetchManifest({ tag: "1.0" }, signal);
  expect(after.entry).toBe(before.entry);
});

it("ignores the index entry in a plan file", async () => {
  const file = path.join(folder, "images.tar");
  await writeFile(file, tarOf(files));
  const place = `oci-archive://${file}`;
  const id = await push(await replace(place, "1.0"));
  const restore = await engine.planner.planRestore({ journalId: id, name: `${place}:1.0` }, signal);
  expect(restore.repositories[0]?.tags[0]?.entry).toContain("docker.io/acme/app:1.0");
  const saved = Buffer.from(formatPlanFile(restore)).toString();
  expect(saved).not.toContain("docker.io/acme/app:1.0");
  const plan = path.join(folder, "plan.json");
  await writeFile(plan, saved.replace('"noClobber"', '"entry": "{}", "noClobber"'));
  expect((await readPlanFile(plan, signal)).repositories[0]?.tags[0]).not.toHaveProperty("entry");
});
