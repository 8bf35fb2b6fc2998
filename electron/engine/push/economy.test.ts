import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import { buildImage } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { memoryPushLogs } from "../../testing/memoryPushLogs.ts";
import { distribution28 } from "../../testing/registry/personalities/distribution28.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { signal } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";

let registry: TestRegistry;
let engine: Engine;
beforeEach(async () => {
  // Recent reads are not repeated; on a slow machine they would not be recent.
  vi.useFakeTimers({ toFake: ["Date"] });
  registry = await startRegistry({ ...distribution28({}), auth: { kind: "none" } });
  engine = new Engine(
    {
      stores: new Stores({ credentials: anonymous }),
      host: { os: "linux", architecture: "amd64" },
    },
    memoryPushLogs(),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.close();
  await registry.close();
});

/** Combines 20 images into an index, as the window does. Returns the number of requests of each kind. */
async function combine(target: string): Promise<Readonly<Record<string, number>>> {
  const sources = Array.from({ length: 20 }, (_, at) => {
    const image = buildImage({ platform: { os: "linux", architecture: "arm", variant: `v${at}` } });
    seedImage(registry, "acme/app", `image${at}`, image);
    return { id: `s${at}`, text: `${registry.host}/acme/app:image${at}` };
  });
  const text = `${registry.host}/${target}`;
  const draft = { ...emptyDraft, sources, targets: [{ id: "t", text }] };
  const [preview] = await Promise.all([
    engine.composer.preview(draft, signal),
    engine.composer.checkTarget(text, signal),
  ]);
  const plan = await engine.planner.planPreview(preview.id, signal);
  const outcome = await engine.push(plan.id, { report: () => {} }, signal);
  expect(outcome.failure).toBeUndefined();
  const kinds: Record<string, number> = {};
  for (const { method, path } of registry.requests) {
    const what = /\/(manifests|blobs\/uploads|blobs|tags|referrers)\//.exec(path)?.[1] ?? path;
    const kind = `${method} ${what}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

/** Reads for any target: each image and its config, the referrers API, and the tag before and after. */
const reads = {
  "GET manifests": 20 + 2,
  "GET blobs": 20,
  "GET referrers": 1,
  "HEAD manifests": 1,
};

it("combines 20 images in their own repository in at most 48 requests", async () => {
  const { "GET tags": lists = 0, ...kinds } = await combine("acme/app:all");
  expect(kinds).toEqual({ ...reads, "PUT manifests": 2 });
  // One to find referrers, and one to check whether the repository is empty, unless an image was read first.
  expect(lists).toBeLessThanOrEqual(2);
});

it("combines 20 images in another repository in at most 108 requests", async () => {
  expect(await combine("acme/release:all")).toEqual({
    ...reads,
    "GET tags": 2,
    "POST blobs/uploads": 40,
    "PUT manifests": 20 + 2,
  });
});
