import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { Draft } from "../../../shared/draft.ts";
import type { Plan } from "../../../shared/plan.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const riscv = linux("riscv64");
const bench = perTest(startWorkbench);
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
});

function wait(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

async function planOf(draft: Draft): Promise<Plan> {
  const preview = await bench.engine.composer.preview(draft, signal);
  return await bench.engine.planner.planPreview(preview.id, signal);
}

it("finds source tags that moved or were deleted since the preview", async () => {
  const layout = `oci-layout://${path.join(bench.folder, "layout")}:1`;
  const old = await bench.push(bench.draftOf(["R/acme/app:amd64"], [layout]));
  seedImage(bench.registry, "acme/app", "gone", linux("s390x"));
  const draft = bench.draftOf(
    ["R/acme/app:arm64", layout, "R/acme/app:gone", `R/acme/app@${amd64.digest}`],
    ["R/acme/app:new"],
  );
  const first = await planOf(draft);
  expect(first.differences).toBeUndefined();

  await bench.engine.composer.preview(draft, signal, { refresh: true });
  wait(2);
  seedImage(bench.registry, "acme/app", "arm64", riscv);
  bench.registry.repository("acme/app").tags.delete("gone");
  // Another process moves the tag of the layout.
  const other = await startWorkbench();
  const now = await other.push(other.draftOf(["R/acme/app:arm64"], [layout]));
  await other.close();

  const plan = await planOf(draft);
  expect(plan.root.digest).toBe(first.root.digest);
  const name = (tag: string): string => `${bench.registry.host}/acme/app:${tag}`;
  expect(plan.differences).toEqual([
    { kind: "source", name: name("arm64"), was: arm64.digest, now: riscv.digest },
    { kind: "source", name: layout, was: old.root.digest, now: now.root.digest },
    { kind: "source", name: name("gone"), was: linux("s390x").digest, now: null },
  ]);
  // The previewed content can still be pushed.
  expect((await bench.engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
});

it("sends one request per unmoved tag, and none for a tag read just now", async () => {
  const draft = bench.draftOf(
    ["R/acme/app:amd64", "R/acme/app:arm64", "R/acme/app:amd64"],
    ["R/acme/app:new"],
  );
  const asked = (): string[] =>
    bench.registry.requests
      .filter(({ path: at }) => /\/manifests\/(?:amd64|arm64)$/.test(at))
      .map(({ method, path: at }) => `${method} ${at.split("/").at(-1)}`);
  expect((await planOf(draft)).differences).toBeUndefined();
  const before = asked();
  expect((await planOf(draft)).differences).toBeUndefined();
  expect(asked()).toEqual(before);
  wait(2);
  expect((await planOf(draft)).differences).toBeUndefined();
  expect(asked().slice(before.length).toSorted()).toEqual(["HEAD amd64", "HEAD arm64"]);
});

it("ignores tags that cannot be checked", async () => {
  const draft = bench.draftOf(["R/acme/app:amd64"], ["R/acme/app:new"]);
  await bench.engine.composer.preview(draft, signal);
  wait(2);
  bench.registry.faults.add({
    match: { method: "HEAD", path: /\/manifests\/amd64$/ },
    do: { status: 403 },
  });
  expect((await planOf(draft)).differences).toBeUndefined();
});

it("finds a tag that moved since it was inspected for a retag", async () => {
  const repository = `${bench.registry.host}/acme/app`;
  const retag = async (readFrom: string): Promise<Plan> =>
    await bench.engine.planner.planRetag(
      {
        source: `${repository}@${amd64.digest}`,
        targets: [`${repository}:stable`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
      { readFrom },
    );
  expect((await retag(`${repository}:amd64`)).differences).toBeUndefined();
  seedImage(bench.registry, "acme/app", "amd64", riscv);
  expect(await retag(`${repository}:amd64`)).toMatchObject({
    root: { digest: amd64.digest },
    differences: [
      { kind: "source", name: `${repository}:amd64`, was: amd64.digest, now: riscv.digest },
    ],
  });
  expect((await retag(`${repository}@${amd64.digest}`)).differences).toBeUndefined();
});
