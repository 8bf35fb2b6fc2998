import { expect, it } from "vitest";
import type { AffectedManifest } from "../../../shared/deletion.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { readBackups } from "./readBackups.ts";

const index = buildIndex({ entries: [amd64, arm64] });
const referrer = buildAttestation(amd64, "referrer");
const limits = { deletedBytes: 1_000_000, related: 100, relatedBytes: 1_000_000 };

/** A store with some manifests. @param failure what it throws for all others */
function storeOf(contents: readonly Content[], failure: EngineError): StoreOfManifests {
  return {
    fetchManifest: async (target) => {
      const found = contents.find((each) => "digest" in target && each.digest === target.digest);
      if (found) {
        return found;
      }
      throw failure;
    },
    prepareReferrers: () => () => {},
    referrers: async () => [],
  };
}
type StoreOfManifests = Pick<RegistryStore, "fetchManifest" | "referrers" | "prepareReferrers">;

const missing = new EngineError("not_found", "There is no such manifest.");
const all = storeOf([index, amd64, arm64, referrer], missing);

function manifestOf(digest: string): AffectedManifest {
  return {
    digest,
    mediaType: "",
    tags: ["1"],
    otherTags: [],
    indexes: [],
    referrers: [{ digest: referrer.digest }],
    digestTags: [],
    backup: { kind: "whole" },
  };
}

async function read(store: StoreOfManifests, more: Partial<typeof limits> = {}, otherTags = false) {
  const manifest = { ...manifestOf(index.digest), otherTags: otherTags ? ["2"] : [] };
  const deletion = { by: "tag", manifests: [manifest] } as const;
  const backups = await readBackups(store, deletion, signal, { ...limits, ...more });
  const { state, related } = backups.get(index.digest) ?? {};
  return { state, related: related?.map(({ digest }) => digest) };
}

it("has what is below a manifest and what refers to it, unless another tag keeps them", async () => {
  const related = [amd64, arm64, referrer].map(({ digest }) => digest);
  expect(await read(all)).toEqual({ state: { kind: "whole" }, related });
  expect(await read(all, {}, true)).toEqual({ state: { kind: "whole" }, related: [] });
});

it("counts what it leaves out", async () => {
  expect(await read(all, { related: 1 })).toEqual({
    state: { kind: "partial", left: 2 },
    related: [amd64.digest],
  });
  expect(await read(all, { relatedBytes: amd64.bytes.byteLength })).toEqual({
    state: { kind: "partial", left: 2 },
    related: [amd64.digest],
  });
  const refused = new EngineError("registry_refused", "No.", { status: 400 });
  expect((await read(storeOf([index, arm64], refused))).state).toEqual({
    kind: "partial",
    left: 2,
  });
  // An index may list what was never pushed.
  expect((await read(storeOf([index, arm64], missing))).state).toEqual({ kind: "whole" });
});

it("is refused if the journal has no room for the manifests", async () => {
  await expect(read(all, { deletedBytes: index.bytes.byteLength - 1 })).rejects.toMatchObject({
    code: "too_large",
    hint: "Delete fewer tags at once.",
  });
});

it("is none of a manifest that cannot be read, and fails if the registry is not available", async () => {
  for (const failure of [
    missing,
    new EngineError("digest_mismatch", "Damaged.", { retryable: true, fault: "corrupt" }),
    new EngineError("registry_invalid", "Lost.", { retryable: true, status: 500 }),
  ]) {
    expect((await read(storeOf([], failure))).state).toEqual({
      kind: "none",
      reason: failure.message,
    });
  }
  for (const failure of [
    new EngineError("network", "Unplugged.", { retryable: true }),
    new EngineError("denied", "No.", { status: 403 }),
    new EngineError("rate_limited", "Later.", { status: 429, retryable: true }),
  ]) {
    await expect(read(storeOf([], failure))).rejects.toBe(failure);
  }
});
