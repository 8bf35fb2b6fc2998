import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { errorResponse } from "../../testing/registry/response.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench, type Workbench } from "../../testing/workbench.ts";
import { decodeIndex } from "../oci/decode.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";

const signature = buildAttestation(amd64, "referrer");
const list = buildIndex({ entries: [signature, arm64] });
const countersignature = buildAttestation(amd64, "referrer", { predicateType: "counter" });
/** The list after another client added to it. */
const longer = buildIndex({ entries: [signature, arm64, countersignature] });
const tag = amd64.digest.replace(":", "-");

/** Seeds a signature under a tag of its own, and the list of referrers that names it. */
function seedList({ registry }: Workbench): void {
  seedImage(registry, "acme/app", "signature", signature);
  const { manifests, tags } = registry.repository("acme/app");
  manifests.set(list.digest, { mediaType: list.mediaType, bytes: list.bytes });
  tags.set(tag, list.digest);
}

const plan = ({ engine, registry }: Workbench, tags: readonly string[]) =>
  engine.planDeletion({ repository: `${registry.host}/acme/app`, tags, by: "digest" }, signal);

/** The digests that the list names now; undefined if it is gone. */
function listed({ registry }: Workbench): readonly string[] | undefined {
  const { manifests, tags } = registry.repository("acme/app");
  const bytes = manifests.get(tags.get(tag) ?? "")?.bytes;
  return bytes && decodeIndex(bytes, tag).manifests.map(({ digest }) => digest);
}

describe("without the referrers API", () => {
  const bench = perTest(() => startHookedWorkbench({ referrersApi: false }));

  it("a deleted manifest leaves the list of its subject's referrers", async () => {
    seedList(bench);
    const planned = await plan(bench, ["signature"]);
    expect(planned.manifests).toMatchObject([
      { listing: { tag, subject: amd64.digest }, indexes: [] },
    ]);
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure).toBeUndefined();
    expect(listed(bench)).toEqual([arm64.digest]);
  });

  it.each([true, false])(
    "a referrer that another client adds meanwhile stays listed, other entity tags: %j",
    async (hasOtherEtags) => {
      seedList(bench);
      const planned = await plan(bench, ["signature"]);
      let writes = 0;
      bench.hooks.before = ({ method, path, headers }) => {
        if (method !== "PUT" || !path.endsWith(tag)) {
          return undefined;
        }
        writes += 1;
        if (writes === 1) {
          const { manifests, tags } = bench.registry.repository("acme/app");
          seedImage(bench.registry, "acme/app", undefined, countersignature);
          manifests.set(longer.digest, { mediaType: longer.mediaType, bytes: longer.bytes });
          tags.set(tag, longer.digest);
        }
        return hasOtherEtags && writes > 1 && headers["if-match"] !== undefined
          ? errorResponse(412, "DENIED", "another meaning")
          : undefined;
      };
      const outcome = await bench.engine.delete(planned.id, signal);
      expect(outcome.failure).toBeUndefined();
      expect(listed(bench)).toEqual([arm64.digest, countersignature.digest]);
    },
  );

  it("a rule for the list keeps the manifest that it names", async () => {
    seedList(bench);
    const planned = await plan(bench, ["signature"]);
    bench.overwriteRules.tags.push("sha256-*");
    const refusal = {
      code: "tag_protected",
      message: expect.stringContaining("is rewritten") as string,
    };
    await expect(plan(bench, ["signature"])).rejects.toMatchObject(refusal);
    await expect(bench.engine.delete(planned.id, signal)).rejects.toMatchObject(refusal);
  });

  it("a list that is deleted as well is not written again", async () => {
    seedList(bench);
    const planned = await plan(bench, ["signature", tag]);
    const outcome = await bench.engine.delete(planned.id, signal);
    expect(outcome.failure).toBeUndefined();
    expect(listed(bench)).toBeUndefined();
  });
});

describe("with the referrers API", () => {
  const bench = perTest(() => startWorkbench());

  it("a list of earlier times is left as it is", async () => {
    seedList(bench);
    const planned = await plan(bench, ["signature"]);
    expect(planned.manifests[0]).not.toHaveProperty("listing");
    await bench.engine.delete(planned.id, signal);
    expect(listed(bench)).toEqual([signature.digest, arm64.digest]);
  });
});
