import { beforeEach, expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { Plan } from "../../../shared/plan.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import { fallbackTag } from "../stores/registry/fallbackTag.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { memoryPushLogs } from "../../testing/memoryPushLogs.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, arm64] });
const signature = buildIndex({
  entries: [],
  artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
  subject: { mediaType: app.mediaType, digest: app.digest, size: app.bytes.byteLength },
});
const list = fallbackTag(app.digest);

const bench = perTest(startWorkbench);
const other = perTest(() => startRegistry({ referrersApi: false }));
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
  seedImage(bench.registry, "acme/app", "1.sig", signature);
});

const plan = async (tag: string): Promise<Plan> =>
  await bench.engine.planner.planRetag(
    {
      source: `${bench.registry.host}/acme/app:${tag}`,
      targets: [`${other.host}/acme/app:${tag}`],
      copyReferrers: emptyDraft.copyReferrers,
    },
    signal,
  );

const puts = (): readonly string[] =>
  other.requests.flatMap(({ method, path }) =>
    method === "PUT" && path.includes("/manifests/") ? [path.split("/").at(-1) ?? ""] : [],
  );

/** The digests in the fallback tag of the index. */
function listed(): readonly string[] {
  const { tags, manifests } = other.repository("acme/app");
  const bytes = manifests.get(tags.get(list) ?? "")?.bytes ?? new Uint8Array();
  const { manifests: entries } = JSON.parse(Buffer.from(bytes).toString()) as {
    manifests: readonly { digest: string }[];
  };
  return entries.map(({ digest }) => digest);
}

/** Pushes while the write of the fallback tag fails, after the referrer was pushed. */
async function breakOff(made: Plan): Promise<string> {
  other.faults.add({
    match: { method: "PUT", path: new RegExp(`manifests/${list}$`), nth: 1 },
    do: { status: 403 },
  });
  const { failure, journalId } = await bench.execute(made);
  expect(failure).toMatchObject({ code: "denied" });
  expect(other.repository("acme/app").manifests.has(signature.digest)).toBe(true);
  expect(other.repository("acme/app").tags.size).toBe(0);
  return journalId;
}

it.each([404, 403])(
  "lists a referrer when a push that failed before that is resumed, although the source answers %d",
  async (status) => {
    const made = await plan("1");
    await breakOff(made);
    bench.registry.faults.add({ match: { path: /manifests/ }, do: { status } });
    // A restarted engine with empty caches.
    const stores = new Stores({ credentials: anonymous });
    const host = { os: "linux", architecture: "amd64" };
    const engine = new Engine({ stores, host }, memoryPushLogs());
    const resumed = await engine.planner.openPlan(made, signal);
    const outcome = await engine.push(resumed.id, { report: () => {} }, signal);
    await engine.close();
    expect(outcome.failure).toBeUndefined();
    expect(listed()).toEqual([signature.digest]);
  },
);

it("lists a referrer when the push is repeated", async () => {
  await breakOff(await plan("1"));
  expect((await bench.execute(await plan("1"))).failure).toBeUndefined();
  expect(listed()).toEqual([signature.digest]);
});

it("lists a root with a subject when the push is resumed or repeated", async () => {
  const id = await breakOff(await plan("1.sig"));
  expect(
    (await bench.execute(await bench.engine.planner.planResume(id, signal))).failure,
  ).toBeUndefined();
  expect(listed()).toEqual([signature.digest]);
  other.repository("acme/app").tags.clear();
  await breakOff(await plan("1.sig"));
  expect((await bench.execute(await plan("1.sig"))).failure).toBeUndefined();
  expect(listed()).toEqual([signature.digest]);
});

it("lists an attestation that is both a referrer and an entry of the index", async () => {
  const provenance = buildAttestation(amd64, "referrer");
  seedImage(bench.registry, "acme/app", undefined, provenance);
  const draft = bench.draftOf(
    ["R/acme/app:amd64", "R/acme/app:arm64"],
    [`${other.host}/acme/app:1`],
  );
  const planDraft = async (): Promise<Plan> => {
    const { id } = await bench.engine.composer.preview(draft, signal, { refresh: true });
    return await bench.engine.planner.planPreview(id, signal);
  };
  const tag = fallbackTag(amd64.digest);
  const broken = async (): Promise<string> => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${tag}$`) },
      do: { status: 403 },
      times: 1,
    });
    const { failure, journalId } = await bench.execute(await planDraft());
    expect(failure).toMatchObject({ code: "denied" });
    return journalId;
  };
  const { tags, manifests } = other.repository("acme/app");
  const resumed = await bench.engine.planner.planResume(await broken(), signal);
  expect((await bench.execute(resumed)).failure).toBeUndefined();
  expect(tags.has(tag)).toBe(true);
  tags.clear();
  manifests.clear();
  await broken();
  expect((await bench.execute(await planDraft())).failure).toBeUndefined();
  expect(tags.has(tag)).toBe(true);
});

it("does not push a referrer that is listed", async () => {
  expect((await bench.execute(await plan("1"))).failure).toBeUndefined();
  other.repository("acme/app").tags.delete("1");
  other.clearLog();
  expect((await bench.execute(await plan("1"))).failure).toBeUndefined();
  expect(puts()).toEqual(["1"]);
});

it("pushes referrers if the target does not answer for its list", async () => {
  expect((await bench.execute(await plan("1"))).failure).toBeUndefined();
  other.repository("acme/app").tags.delete("1");
  other.clearLog();
  const made = plan("1");
  other.faults.add({ match: { path: new RegExp(list) }, do: { status: 403 }, times: 1 });
  expect((await bench.execute(await made)).failure).toBeUndefined();
  expect(puts()).toEqual([signature.digest, "1"]);
});
