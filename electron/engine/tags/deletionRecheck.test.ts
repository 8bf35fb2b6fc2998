import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startHookedWorkbench);
const stored = () => bench.registry.repository("acme/app");
const plan = (tags: readonly string[], by: "tag" | "digest") =>
  bench.engine.planDeletion({ repository: `${bench.registry.host}/acme/app`, tags, by }, signal);

async function execute({ id }: { readonly id: string }) {
  const { tags, failure } = await bench.engine.delete(id, signal);
  return { kinds: tags.map(({ kind }) => kind), failure };
}

/** Changes the registry right before it deletes a tag or digest. */
function beforeDeletionOf(name: string, change: () => void): void {
  bench.hooks.before = ({ method, path }) => {
    if (method === "DELETE" && path.endsWith(`/${name}`)) {
      change();
    }
    return undefined;
  };
}

describe("between two manifests", () => {
  it("a tag that moves to the second one keeps it", async () => {
    stored().tags.set("latest", "sha256:".padEnd(71, "0"));
    seedImage(bench.registry, "acme/app", "latest", buildAttestation(amd64));
    const planned = await plan(["amd64", "arm64"], "digest");
    beforeDeletionOf(amd64.digest, () => stored().tags.set("latest", arm64.digest));
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("acme/app:latest now points to");
    expect(kinds).toEqual(["deleted", "kept"]);
    expect(stored().tags.get("latest")).toBe(arm64.digest);
  });

  it("an index that lists the second one keeps it", async () => {
    const planned = await plan(["amd64", "arm64"], "digest");
    beforeDeletionOf(amd64.digest, () =>
      seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [arm64] })),
    );
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("acme/app:1 is now an index that lists");
    expect(kinds).toEqual(["deleted", "kept"]);
  });
});

describe.each(["tag", "digest"] as const)("by %s", (by) => {
  it("a manifest that was signed since the review is kept", async () => {
    const planned = await plan(["amd64"], by);
    seedImage(bench.registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("now refers to");
    expect(kinds).toEqual(["kept"]);
  });

  it("a manifest that a new index lists keeps its last tag", async () => {
    const planned = await plan(["amd64"], by);
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("acme/app:1 is now an index that lists");
    expect(kinds).toEqual(["kept"]);
  });
});

it("a tag goes although a new index lists its manifest, which stays under another", async () => {
  stored().tags.set("latest", amd64.digest);
  const planned = await plan(["amd64"], "tag");
  seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
  expect(await execute(planned)).toEqual({ kinds: ["deleted"], failure: undefined });
});

it("a tag that goes with a manifest of another digest is named", async () => {
  const planned = await plan(["amd64"], "digest");
  beforeDeletionOf(amd64.digest, () => stored().tags.delete("arm64"));
  const { kinds, failure } = await execute(planned);
  expect(kinds).toEqual(["deleted"]);
  expect(failure?.message).toContain(`acme/app:arm64 is gone`);
  expect(failure?.message).toContain(arm64.digest);
});

it("a registry may delete a manifest with its last tag if nothing lists it", async () => {
  const planned = await plan(["amd64", "arm64"], "tag");
  beforeDeletionOf("amd64", () => stored().manifests.delete(amd64.digest));
  expect(await execute(planned)).toEqual({ kinds: ["deleted", "deleted"], failure: undefined });
});
