import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { PushOutcome } from "../../../../shared/plan.ts";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { buildImage } from "../../sample/buildImage.ts";
import { crane, startCraneRegistry } from "../../../testing/servers/craneRegistry.ts";
import { dockerRegistryUser } from "../../../testing/servers/dockerRegistry.ts";
import { perTest } from "../../../testing/perTest.ts";
import { pushImage } from "../../../testing/servers/pushImage.ts";
import { login, pushedIndex, startRealServers } from "../../../testing/servers/realServers.ts";
import { startTokenIssuer } from "../../../testing/servers/tokenIssuer.ts";

const { signal } = new AbortController();
const here = perTest(startRealServers);

/** Copies one reference to others unchanged. */
async function retag(source: string, ...targets: readonly string[]): Promise<PushOutcome> {
  const { engine } = here.engine();
  const plan = await engine.planner.planRetag(
    { source, targets, copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  return await engine.push(plan.id, { report: () => {} }, signal);
}

async function tagsAt(url: string, repository: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/v2/${repository}/tags/list`);
  if (response.status === 404) {
    return [];
  }
  const { tags } = (await response.json()) as { tags: readonly string[] | null };
  return tags ?? [];
}

describe("docker-registry", () => {
  it("is readable if read-only, and explains why a push fails", async () => {
    const data = await mkdtemp(path.join(tmpdir(), "manifestry-data-"));
    try {
      const before = await here.registry({ dataFolder: data });
      await pushImage(before.url, "acme/app", "1", pushedIndex);
      const locked = await here.registry({ dataFolder: data, readOnly: true });
      expect(await here.readWhole(locked.host)).toBe(pushedIndex.digest);
      const { failure, tags } = await retag(
        `${locked.host}/acme/app:1`,
        `${locked.host}/acme/app:2`,
      );
      expect(failure).toMatchObject({ code: "registry_refused", retryable: false });
      expect(failure?.message).toContain("405");
      expect(tags).toMatchObject([{ kind: "untouched" }]);
      expect(await tagsAt(locked.url, "acme/app")).toEqual(["1"]);
    } finally {
      await rm(data, { recursive: true });
    }
  });

  it("is readable as a pull-through cache, and explains why a push fails", async () => {
    const behind = await here.filledRegistry();
    const cache = await here.registry({ cacheOf: behind.url });
    expect(await here.readWhole(cache.host)).toBe(pushedIndex.digest);
    const { failure } = await retag(`${behind.host}/acme/app:1`, `${cache.host}/acme/app:2`);
    expect(failure).toMatchObject({ code: "registry_refused", retryable: false });
    expect(await tagsAt(behind.url, "acme/app")).toEqual(["1"]);
  });

  it("accepts pushes with deletes disabled", async () => {
    const from = await here.filledRegistry();
    const registry = await here.registry({ deletes: false });
    expect((await retag(`${from.host}/acme/app:1`, `${registry.host}/acme/app:1`)).failure).toBe(
      undefined,
    );
    expect(await here.readWhole(registry.host)).toBe(pushedIndex.digest);
  });

  it("accepts signed tokens: anonymous ones for pulls, those of an account for pushes", async () => {
    const tokens = await startTokenIssuer(dockerRegistryUser);
    try {
      const registry = await here.registry({ auth: { tokensOf: tokens } });
      const from = await here.filledRegistry();
      const source = `${from.host}/acme/app:1`;
      const refused = await retag(source, `${registry.host}/acme/app:1`);
      expect(refused.failure).toMatchObject({ code: "unauthorized" });

      here.logins = { [registry.host]: login };
      expect((await retag(source, `${registry.host}/acme/app:1`)).failure).toBeUndefined();
      // A mount needs the right to pull from its source in the same token.
      const mounted = await retag(`${registry.host}/acme/app:1`, `${registry.host}/acme/mounted:1`);
      expect(mounted).toMatchObject({ copiedBytes: 0 });
      expect(mounted.mountedBlobs).toBeGreaterThan(0);
      expect(tokens.issued.map(({ scopes }) => scopes.toSorted().join(" "))).toContain(
        "repository:acme/app:pull repository:acme/mounted:pull,push",
      );

      here.logins = {};
      expect(await here.readWhole(registry.host)).toBe(pushedIndex.digest);
      expect(tokens.issued.at(-1)).toEqual({
        account: undefined,
        scopes: ["repository:acme/app:pull"],
      });
    } finally {
      await tokens.close();
    }
  });

  /** Only root can mount a small disk. */
  const canMount = process.platform === "linux" && process.getuid?.() === 0;
  it.skipIf(!canMount)(
    "reports a full disk, and accepts the push once there is space",
    async () => {
      const disk = await mkdtemp(path.join(tmpdir(), "manifestry-disk-"));
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
      try {
        const layers = [new Uint8Array(1_000_000).fill(1)];
        const large = buildImage({ platform: { os: "linux", architecture: "amd64" }, layers });
        const from = await here.registry();
        await pushImage(from.url, "acme/app", "1", large);
        const full = await here.registry({ dataFolder: disk });
        const filler = path.join(disk, "filler");
        await writeFile(filler, Buffer.alloc(1_500_000));
        const source = `${from.host}/acme/app:1`;
        const { failure, tags } = await retag(source, `${full.host}/acme/app:1`);
        expect(failure?.code).toBe("registry_refused");
        expect(`${failure?.message} ${failure?.detail}`).toContain("no space left on device");
        expect(tags).toMatchObject([{ kind: "untouched" }]);
        expect(await tagsAt(full.url, "acme/app")).toEqual([]);
        await rm(filler);
        expect((await retag(source, `${full.host}/acme/app:1`)).failure).toBeUndefined();
        expect(await tagsAt(full.url, "acme/app")).toEqual(["1"]);
      } finally {
        await here.close();
        execFileSync("umount", [disk]);
        await rm(disk, { recursive: true });
      }
    },
  );
});

describe.skipIf(crane === undefined)("crane's registry", () => {
  it("returns what was composed in it and copied to and from it", async () => {
    const registry = await startCraneRegistry();
    try {
      const docker = await here.filledRegistry();
      const first = `${registry.host}/acme/app:1`;
      expect((await retag(`${docker.host}/acme/app:1`, first)).failure).toBeUndefined();
      expect(await here.readWhole(registry.host)).toBe(pushedIndex.digest);
      // It does not support mounts: within it, blobs are uploaded again or found.
      const within = await retag(first, `${registry.host}/acme/other:1`, `${docker.host}/back:1`);
      expect(within.failure).toBeUndefined();
      expect(within.tags.map(({ kind }) => kind)).toEqual(["moved", "moved"]);
      expect(await tagsAt(registry.url, "acme/other")).toEqual(["1"]);
      expect(await tagsAt(docker.url, "back")).toEqual(["1"]);
    } finally {
      await registry.close();
    }
  });
});
