import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { PushOutcome } from "../../../shared/plan.ts";
import { fallbackTag } from "../stores/registry/fallbackTag.ts";
import { buildAttestation, buildIndex, type BuiltIndex } from "../sample/buildImage.ts";
import { digestOf } from "../oci/digest.ts";
import type { FaultAction } from "../../testing/registry/faults.ts";
import type { RegistryOptions } from "../../testing/registry/options.ts";
import { garImmutable } from "../../testing/registry/personalities/garImmutable.ts";
import { olareg } from "../../testing/registry/personalities/olareg.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, buildAttestation(amd64, "referrer"), arm64] });
const signatures = ["a", "b", "c", "d", "e", "f"].map((key) =>
  buildIndex({
    entries: [],
    artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
    annotations: { key },
    subject: app.descriptor,
  }),
);
const [signature] = signatures;
if (!signature) {
  throw new Error("no signature");
}
const list = fallbackTag(app.digest);

const bench = perTest(startWorkbench);
let other: TestRegistry;
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
});
afterEach(async () => {
  await other.close();
});

async function open(options: RegistryOptions): Promise<void> {
  other = await startRegistry({ ...options, auth: { kind: "none" } });
}

/** Copies the index with these signatures. */
async function push(tag: string, signed: readonly BuiltIndex[]): Promise<PushOutcome> {
  for (const each of signed) {
    seedImage(bench.registry, "acme/app", undefined, each);
  }
  const from = `${bench.registry.host}/acme/app:1`;
  const copyReferrers = { referrers: "all", digestTags: false } as const;
  const plan = await bench.engine.planner.planRetag(
    { source: from, targets: [`${other.host}/acme/app:${tag}`], copyReferrers },
    signal,
  );
  return await bench.execute(plan);
}

const putsOf = (reference: string): number =>
  other.requests.filter(
    ({ method, path }) => method === "PUT" && path.endsWith(`/manifests/${reference}`),
  ).length;

const digests = (signed: readonly BuiltIndex[]): string[] =>
  signed.map(({ digest }) => digest).toSorted();

/** The digests in the list under the fallback tag. */
function kept(): string[] {
  const { tags, manifests } = other.repository("acme/app");
  const bytes = manifests.get(tags.get(list) ?? "")?.bytes ?? Buffer.from('{"manifests":[]}');
  const { manifests: entries } = JSON.parse(Buffer.from(bytes).toString()) as {
    manifests: readonly { digest: string }[];
  };
  return entries.map(({ digest }) => digest).toSorted();
}

it("pushes referrers of one manifest one at a time if the registry does not lock its list", async () => {
  await open(olareg({}));
  expect((await push("1", signatures)).failure).toBeUndefined();
  const { referrers } = other.repository("acme/app");
  expect([...(referrers.get(app.digest) ?? [])].toSorted()).toEqual(digests(signatures));
  expect(referrers.get(amd64.digest)).toHaveLength(1);
  for (const { digest } of signatures) {
    expect(putsOf(digest)).toBe(1);
  }
});

/** Starts a registry whose list loses the signature the first few times, as if another client rewrote it. */
async function openLossy(times: number): Promise<void> {
  let left = times;
  await open({
    referrersDelay: 0,
    hooks: {
      after({ method, path }, answer) {
        if (method === "PUT" && path.endsWith(signature?.digest ?? "") && left > 0) {
          left -= 1;
          other.repository("acme/app").referrers.delete(app.digest);
        }
        return answer;
      },
    },
  });
}

it("pushes a referrer again that another client removed from the list, before a tag moves", async () => {
  await openLossy(1);
  expect((await push("1", [signature])).failure).toBeUndefined();
  expect(other.repository("acme/app").referrers.get(app.digest)).toEqual([signature.digest]);
  expect(putsOf(signature.digest)).toBe(2);
});

it("moves no tag if a referrer stays unlisted", async () => {
  await openLossy(Infinity);
  const outcome = await push("1", [signature]);
  expect(outcome).toMatchObject({
    failure: { code: "registry_invalid", retryable: true },
    tags: [{ kind: "untouched" }],
  });
  expect(outcome.failure?.message).toContain(app.digest);
  expect(other.repository("acme/app").tags.size).toBe(0);
}, 20_000);

it("trusts a registry that answers 403 for its list", async () => {
  await open({});
  other.faults.add({ match: { path: /referrers/ }, do: { status: 403 } });
  expect((await push("1", signatures)).failure).toBeUndefined();
});

it("writes a fallback tag once with all referrers if tags are immutable", async () => {
  await open(garImmutable({}));
  expect((await push("1", signatures)).failure).toBeUndefined();
  expect(putsOf(list)).toBe(1);
  expect(kept()).toEqual(digests(signatures));
  // All referrers are listed: nothing is written again.
  expect((await push("2", signatures)).failure).toBeUndefined();
  expect(putsOf(list)).toBe(1);
});

it("reports that an immutable fallback tag cannot be extended, and moves no tag", async () => {
  await open(garImmutable({}));
  expect((await push("1", [signature])).failure).toBeUndefined();
  const outcome = await push("2", signatures);
  expect(outcome.failure?.message).toContain(list);
  expect(outcome.failure?.hint).toContain("immutable");
  expect(other.repository("acme/app").tags.has("2")).toBe(false);
});

it("adds a referrer again that another client removed from the fallback tag", async () => {
  let left = 1;
  await open({
    referrersApi: false,
    hooks: {
      after({ method, path }, answer) {
        if (method === "PUT" && path.endsWith(list) && left > 0) {
          left -= 1;
          const bytes = Buffer.from('{"schemaVersion":2,"manifests":[]}');
          const { manifests, tags } = other.repository("acme/app");
          manifests.set(digestOf(bytes), { mediaType: mediaTypes.ociIndex, bytes });
          tags.set(list, digestOf(bytes));
        }
        return answer;
      },
    },
  });
  expect((await push("1", signatures)).failure).toBeUndefined();
  expect(kept()).toEqual(digests(signatures));
});

describe("a failed write of the fallback tag is retried after reading it again", () => {
  const write = { method: "PUT", path: new RegExp(`manifests/${list}$`), nth: 1 };

  it.each<[string, FaultAction]>([
    ["after 503", { status: 503 }],
    ["after 429", { status: 429, headers: { "retry-after": "1" } }],
    ["after a reset connection", { reset: true }],
    ["after a lost response", { dropResponse: true }],
    ["while the registry restarts", { restart: 100 }],
  ])("%s", async (_, fault) => {
    await open({ referrersApi: false });
    other.faults.add({ match: write, do: fault });
    expect((await push("1", signatures)).failure).toBeUndefined();
    expect(kept()).toEqual(digests(signatures));
    expect(putsOf(list)).toBe("dropResponse" in fault ? 1 : 2);
  });

  it("but not after 400", async () => {
    await open({ referrersApi: false });
    other.faults.add({ match: write, do: { status: 400 }, times: Infinity });
    expect((await push("1", signatures)).failure).toBeDefined();
    expect(putsOf(list)).toBe(1);
  });

  it("but only a few times", async () => {
    await open({ referrersApi: false });
    other.faults.add({ match: write, do: { status: 503 }, times: Infinity });
    expect(await push("1", signatures)).toMatchObject({
      failure: { retryable: true },
      tags: [{ kind: "untouched" }],
    });
    expect(putsOf(list)).toBe(4);
  });
});
