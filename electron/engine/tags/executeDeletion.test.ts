import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import type { RegistryHooks } from "../../testing/registry/options.ts";
import { jsonResponse } from "../../testing/registry/response.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startHookedWorkbench);
const stored = () => bench.registry.repository("acme/app");
const plan = (tags: readonly string[], by?: "tag" | "digest") =>
  bench.engine.planDeletion({ repository: `${bench.registry.host}/acme/app`, tags, by }, signal);

/** Executes a plan. @returns the result of each tag, and the failure */
async function execute({ id }: { readonly id: string }) {
  const { tags, failure } = await bench.engine.delete(id, signal);
  return { kinds: tags.map(({ kind }) => kind), failure };
}

/** Changes the registry right before, or at each request after, it deletes a tag or digest. */
function onDelete(
  name: string,
  change: {
    readonly before?: () => void;
    readonly after?: NonNullable<RegistryHooks["before"]>;
  },
): void {
  let isDeleted = false;
  bench.hooks.before = (request, content) => {
    if (isDeleted) {
      return change.after?.(request, content);
    }
    if (request.method === "DELETE" && request.path.endsWith(`/${name}`)) {
      change.before?.();
      isDeleted = true;
    }
    return undefined;
  };
}

describe("the result of a tag", () => {
  it.each([400, 401, 429])(
    "is not known if the check afterwards is refused: %i",
    async (status) => {
      const planned = await plan(["amd64"]);
      onDelete("amd64", {
        after: ({ path }) =>
          path.endsWith("/amd64") ? { status, headers: { "retry-after": "0" } } : undefined,
      });
      const { kinds, failure } = await execute(planned);
      expect(failure).toBeDefined();
      expect(kinds).toEqual(["unknown"]);
      expect(stored().tags.has("amd64")).toBe(false);
    },
  );

  it("is known for those of a digest that were checked", async () => {
    stored().tags.set("latest", amd64.digest);
    const planned = await plan(["amd64"], "digest");
    onDelete(amd64.digest, {
      after: ({ path }) => (path.endsWith("/latest") ? { status: 400 } : undefined),
    });
    expect((await execute(planned)).kinds).toEqual(["deleted", "unknown"]);
  });

  it("is kept if the registry refuses, and if it refuses because the tag moved", async () => {
    const refused = await plan(["amd64"]);
    bench.hooks.before = ({ method }) => (method === "DELETE" ? { status: 403 } : undefined);
    expect((await execute(refused)).kinds).toEqual(["kept"]);
    bench.hooks.before = undefined;
    const moved = await plan(["amd64"]);
    onDelete("amd64", { before: () => stored().tags.set("amd64", arm64.digest) });
    const { kinds, failure } = await execute(moved);
    expect(failure?.code).toBe("tag_moved");
    expect(kinds).toEqual(["kept"]);
    expect(stored().tags.get("amd64")).toBe(arm64.digest);
  });

  it("is missing if another client deletes it first", async () => {
    const planned = await plan(["amd64"]);
    onDelete("amd64", { before: () => stored().tags.delete("amd64") });
    expect(await execute(planned)).toEqual({ kinds: ["missing"], failure: undefined });
  });

  it("says that it was pushed again", async () => {
    const planned = await plan(["amd64"]);
    onDelete("amd64", {
      after: () => {
        stored().tags.set("amd64", arm64.digest);
        return undefined;
      },
    });
    const { kinds, failure } = await execute(planned);
    expect(failure).toMatchObject({
      code: "tag_moved",
      message: expect.stringContaining(`pushed again: it is now ${arm64.digest}`) as string,
    });
    expect(kinds).toEqual(["unknown"]);
  });
});

describe("a registry that deletes the manifest with a tag", () => {
  const dropManifest = () =>
    onDelete("amd64", { before: () => stored().manifests.delete(amd64.digest) });

  it("stops the deletion, and is said to have done so", async () => {
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const planned = await plan(["amd64", "arm64"]);
    expect(planned.manifests.map(({ indexes }) => indexes.map(({ tag }) => tag))).toEqual([
      ["1"],
      [],
    ]);
    dropManifest();
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain(`deleted the manifest ${amd64.digest} together with amd64`);
    expect(failure?.hint).toContain("1 lists it");
    expect(kinds).toEqual(["deleted", "kept"]);
    expect(stored().tags.has("arm64")).toBe(true);
  });

  it("deletes the other selected tags of the manifest", async () => {
    stored().tags.set("latest", amd64.digest);
    const planned = await plan(["amd64", "latest", "arm64"]);
    onDelete("amd64", {
      before: () => {
        stored().manifests.delete(amd64.digest);
        stored().tags.delete("latest");
      },
    });
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("together with amd64");
    expect(kinds).toEqual(["deleted", "deleted", "kept"]);
  });
});

describe("a manifest is kept", () => {
  const indexOf = () => buildIndex({ entries: [amd64, arm64] });

  it("if an index that lists it was pushed since the review", async () => {
    const planned = await plan(["amd64"], "digest");
    seedImage(bench.registry, "acme/app", "1.5", indexOf());
    const { kinds, failure } = await execute(planned);
    expect(failure?.code).toBe("tag_moved");
    expect(failure?.message).toContain("acme/app:1.5");
    expect(kinds).toEqual(["kept"]);
    expect(stored().manifests.has(amd64.digest)).toBe(true);
  });

  it("if a tag moved to such an index, also to one that other tags had", async () => {
    seedImage(bench.registry, "acme/app", "1.5", indexOf());
    const planned = await plan(["amd64"], "digest");
    stored().tags.set("arm64", indexOf().digest);
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("acme/app:arm64");
    expect(kinds).toEqual(["kept"]);
  });

  it("if a new tag cannot be read", async () => {
    const planned = await plan(["amd64"], "digest");
    const index = indexOf();
    stored().manifests.set(index.digest, { mediaType: index.mediaType, bytes: Buffer.from("{") });
    stored().tags.set("broken", index.digest);
    expect((await execute(planned)).failure?.message).toContain("acme/app:broken");
    expect(stored().manifests.has(amd64.digest)).toBe(true);
  });

  it("if the list of tags lacks one of those reviewed", async () => {
    const planned = await plan(["amd64"], "digest");
    bench.hooks.before = ({ path }) =>
      path.includes("/tags/list") ? jsonResponse(200, { tags: ["arm64"] }) : undefined;
    const { kinds, failure } = await execute(planned);
    expect(failure?.message).toContain("lacks amd64");
    expect(kinds).toEqual(["kept"]);
  });
});
