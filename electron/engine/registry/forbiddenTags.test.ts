import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { buildIndex } from "../sample/image.ts";
import { artifactoryVirtual } from "../testing/personalities/jfrog.ts";
import { startRegistry, type TestRegistry } from "../testing/registry.ts";
import { seedImage } from "../testing/seedImage.ts";
import {
  amd64,
  arm64,
  contentOf,
  signal,
  startWorkbench,
  type Workbench,
} from "../testing/workbench.ts";

let bench: Workbench;
let target: TestRegistry;
beforeEach(async () => {
  bench = await startWorkbench();
  target = await startRegistry({ ...artifactoryVirtual({}), auth: { kind: "none" } });
});
afterEach(async () => {
  await Promise.all([bench.close(), target.close()]);
});

/** Preview, look at the target, plan and push, as the window does. */
async function push(...targets: readonly string[]) {
  const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], targets);
  const { digest } = contentOf(await bench.workspace.preview(draft, false, signal));
  const looks = await Promise.all(targets.map((each) => bench.workspace.look(each, signal)));
  const plan = await bench.workspace.planDraft(draft, digest, signal);
  const outcome = await bench.workspace.push(plan.id, signal, () => {});
  return { looks, outcome, digest };
}

describe("where what does not exist is forbidden", () => {
  it("a push goes to a new tag of a new repository, and of one that is there", async () => {
    seedImage(target, "acme/old", "1", arm64);
    const names = [`${target.host}/acme/new:1`, `${target.host}/acme/old:2`];
    const { looks, outcome, digest } = await push(...names);
    expect(looks.map(({ kind }) => kind)).toEqual(["missing", "missing"]);
    expect(outcome.failure).toBeUndefined();
    expect(target.repository("acme/new").tags.get("1")).toBe(digest);
    expect(target.repository("acme/old").tags.get("2")).toBe(digest);
  });

  it("a tag that is there is seen, and never overwritten where that is wanted", async () => {
    seedImage(target, "acme/old", "1", arm64);
    const draft = bench.draftOf(["R/acme/app:amd64"], [`${target.host}/acme/old:1`]);
    const [only] = draft.targets;
    const guarded = { ...draft, targets: only ? [{ ...only, noClobber: true }] : [] };
    const { digest } = contentOf(await bench.workspace.preview(guarded, false, signal));
    await expect(bench.workspace.planDraft(guarded, digest, signal)).rejects.toMatchObject({
      code: "tag_exists",
    });
  });

  it("a retag copies what the repository lacks", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    const plan = await bench.workspace.planRetag(
      `${bench.registry.host}/acme/app:1`,
      [`${target.host}/acme/new:1`],
      emptyDraft.travel,
      signal,
    );
    expect((await bench.workspace.push(plan.id, signal, () => {})).failure).toBeUndefined();
    expect(target.repository("acme/new").tags.get("1")).toBe(index.digest);
  });
});

it("a tag stays forbidden where the tags may not be listed either", async () => {
  target.faults.add({ match: { path: /tags\/list/ }, do: { status: 403 } });
  await expect(push(`${target.host}/acme/new:1`)).rejects.toMatchObject({ code: "denied" });
  expect(target.requests.filter(({ method }) => method === "PUT")).toEqual([]);
});

it("a tag stays forbidden that is listed", async () => {
  seedImage(target, "acme/old", "1", arm64);
  target.faults.add({ match: { path: /manifests\/1$/ }, do: { status: 403 } });
  await expect(push(`${target.host}/acme/old:1`)).rejects.toMatchObject({ code: "denied" });
});
