import { describe, expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { refuseWithoutSubject } from "../../testing/registry/personalities/subjectRequired.ts";
import { pushContent } from "../../testing/storeContent.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";

const nested = buildIndex({ entries: [arm64] });
const index = buildIndex({ entries: [amd64, nested] });
const { mediaType, digest, bytes } = index;
const signature = buildAttestation(amd64, "referrer");
const countersignature = buildAttestation(signature, "referrer");
const indexSignature = buildAttestation({ ...amd64, mediaType, digest, bytes }, "referrer");
const referrers = [signature, countersignature, indexSignature];

describe.each([true, false])("with the referrers API: %j", (referrersApi) => {
  const bench = perTest(() =>
    startWorkbench({ referrersApi, hooks: { checkManifest: refuseWithoutSubject } }),
  );
  const stored = () => bench.registry.repository("acme/app");
  const repository = () => `${bench.registry.host}/acme/app`;

  /** Runs work with a store of its own, without caches. */
  async function withStore<T>(work: (store: ReturnType<Stores["openRepository"]>) => Promise<T>) {
    const stores = new Stores({});
    try {
      return await work(stores.openRepository(repository()));
    } finally {
      await stores.close();
    }
  }

  /** Pushes the index with all referrers, and leaves no tag but its own and the lists of referrers. */
  async function pushAll(): Promise<void> {
    await withStore(async (store) => {
      for (const content of [index, ...referrers]) {
        await pushContent(store, content);
      }
    });
    stored().tags.delete("amd64");
    stored().tags.delete("arm64");
    stored().tags.set("1", index.digest);
  }

  /** Deletes the index; the registry then removes everything else, but the blobs. @returns the entry's id */
  async function deleteAll(keepBlobs = true): Promise<string> {
    const planned = await bench.engine.planDeletion(
      { repository: repository(), tags: ["1"], by: "digest" },
      signal,
    );
    expect(planned.manifests[0]?.backup).toEqual({ kind: "whole" });
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure).toBeUndefined();
    stored().manifests.clear();
    stored().tags.clear();
    if (!keepBlobs) {
      for (const blob of [countersignature.config, ...countersignature.layers]) {
        stored().blobs.delete(blob.digest);
      }
    }
    return outcome.journalId;
  }

  async function restore(journalId: string) {
    const engine = bench.restart();
    try {
      const name = `${repository()}:1`;
      const plan = await engine.planner.planRestore({ journalId, name }, signal);
      return { plan, outcome: await engine.push(plan.id, { report: () => {} }, signal) };
    } finally {
      await engine.close();
    }
  }

  const listed = async (subject: string) =>
    await withStore(async (store) =>
      (await store.referrers(subject, signal)).map((each) => each.digest),
    );

  it("restores a nested index, and what referred to it, to its images and to their signatures", async () => {
    await pushAll();
    const { outcome } = await restore(await deleteAll());
    expect(outcome.failure).toBeUndefined();
    expect(stored().tags.get("1")).toBe(index.digest);
    for (const each of [index, nested, amd64, arm64, ...referrers]) {
      expect(stored().manifests.has(each.digest)).toBe(true);
    }
    expect(await listed(amd64.digest)).toEqual([signature.digest]);
    expect(await listed(signature.digest)).toEqual([countersignature.digest]);
    expect(await listed(index.digest)).toEqual([indexSignature.digest]);
  });

  it("restores the index without a signature whose blobs are gone, and says so", async () => {
    await pushAll();
    const { plan, outcome } = await restore(await deleteAll(false));
    expect(plan.differences).toEqual([
      { kind: "lost", repository: repository(), digest: countersignature.digest },
    ]);
    expect(outcome.failure).toBeUndefined();
    expect(stored().tags.get("1")).toBe(index.digest);
    expect(stored().manifests.has(countersignature.digest)).toBe(false);
    expect(await listed(amd64.digest)).toEqual([signature.digest]);
  });

  it("restores a tag although another manifest of the entry is malformed", async () => {
    await pushAll();
    const damaged = Buffer.from("[]");
    stored().manifests.set(digestOf(damaged), { mediaType: "", bytes: damaged });
    stored().tags.set("damaged", digestOf(damaged));
    const planned = await bench.engine.planDeletion(
      { repository: repository(), tags: ["1", "damaged"], by: "digest" },
      signal,
    );
    const { journalId, failure } = await bench.engine.delete(planned.id, signal);
    expect(failure).toBeUndefined();
    expect((await restore(journalId)).outcome.failure).toBeUndefined();
    expect(stored().tags.get("1")).toBe(index.digest);
  });
});
