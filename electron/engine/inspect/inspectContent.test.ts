import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../shared/inspection.ts";
import { type InspectionPart, InspectionParts } from "../../../shared/inspectionParts.ts";
import {
  buildAttestation,
  buildIndex,
  type BuiltBlob,
  type BuiltImage,
} from "../sample/buildImage.ts";
import { evidenceKinds } from "../../testing/evidenceKinds.ts";
import { coseSignature } from "../../testing/coseEvidence.ts";
import { blobOf } from "../../testing/buildkitAttestation.ts";
import { trivyJson } from "../../testing/scanReports.ts";
import { spdxOf, spdxPredicateType } from "../../testing/evidence.ts";
import { digestOf } from "../oci/digest.ts";
import { startDockerRegistry } from "../../testing/servers/dockerRegistry.ts";
import { dockerHub } from "../../testing/registry/personalities/dockerHub.ts";
import { distribution28 } from "../../testing/registry/personalities/distribution28.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);

const attestation = buildAttestation(amd64);
const [layer] = amd64.layers as [BuiltBlob];
const [statement] = attestation.layers as [BuiltBlob];

async function followed(repository: string, { bytes, ...blob }: BuiltBlob): Promise<Inspection> {
  const descriptor = { ...blob, size: bytes.byteLength };
  return await bench.engine.inspect(`${repository}@${blob.digest}`, signal, { blob: descriptor });
}

/** Inspects a blob by following its descriptor. */
async function expectBlobs(repository: string): Promise<void> {
  const config = await followed(repository, amd64.config);
  expect(config).toMatchObject({
    mediaType: amd64.config.mediaType,
    digest: amd64.config.digest,
    text: Buffer.from(amd64.config.bytes).toString(),
    content: { kind: "blob" },
  });
  expect(await followed(repository, statement)).toMatchObject({
    text: Buffer.from(statement.bytes).toString(),
    content: { kind: "blob" },
  });
  expect(await followed(repository, layer)).toMatchObject({
    text: "",
    content: { kind: "blob", reason: expect.stringContaining("layer") as string },
  });
  const typed = await bench.engine.inspect(`${repository}@${statement.digest}`, signal);
  expect(typed).toMatchObject({
    text: Buffer.from(statement.bytes).toString(),
    content: { kind: "blob" },
  });
}

describe("a blob", () => {
  it("is a file if it has a name, although its media type says archive", async () => {
    const report = blobOf("application/vnd.oci.image.layer.v1.tar", trivyJson);
    const artifact = { ...amd64, layers: [report] };
    seedImage(bench.registry, "acme/app", "report", artifact);
    const { bytes, ...blob } = report;
    const read = (name: string) =>
      bench.engine.inspect(`${bench.registry.host}/acme/app@${report.digest}`, signal, {
        blob: {
          ...blob,
          size: bytes.byteLength,
          annotations: { "org.opencontainers.image.title": name },
        },
      });
    expect((await read("trivy.json")).content).toMatchObject({
      evidence: { statement: { predicate: { kind: "vulnerabilities", format: "Trivy" } } },
    });
    expect((await read("files.tar")).content).toMatchObject({
      reason: expect.stringContaining("layer") as string,
    });
  });

  it("comes in parts if it is long", async () => {
    const purls = Array.from({ length: 5000 }, (_, at) => `pkg:npm/lib-${at}@1.0.0`);
    const options = { predicateType: spdxPredicateType, predicate: spdxOf(purls) };
    const large = buildAttestation(amd64, "entry", options);
    seedImage(bench.registry, "acme/app", "large", large);
    const [blob] = large.layers as [BuiltBlob];
    const repository = `${bench.registry.host}/acme/app`;
    const whole = await followed(repository, blob);
    const sent: InspectionPart[] = [];
    const rest = await bench.engine.inspect(`${repository}@${blob.digest}`, signal, {
      blob: { mediaType: blob.mediaType, digest: blob.digest, size: blob.bytes.byteLength },
      sendPart: (part) => void sent.push(part),
    });
    expect(JSON.stringify(rest).length).toBeLessThan(2000);
    expect(Math.max(...sent.map((part) => JSON.stringify(part).length))).toBeLessThan(700_000);
    const parts = new InspectionParts();
    sent.forEach((part) => parts.add(part));
    expect(parts.complete(rest)).toEqual(whole);
    expect(whole.text).toBe(Buffer.from(blob.bytes).toString());
  });

  it("is a signature also where it is not text", async () => {
    const mediaType = "application/cose";
    const blob = { mediaType, digest: digestOf(coseSignature), bytes: coseSignature };
    bench.registry.repository("acme/app").blobs.set(blob.digest, coseSignature);
    const { content } = await followed(`${bench.registry.host}/acme/app`, blob);
    expect(content).toMatchObject({ evidence: { signature: { format: "notation" } } });
  });

  it("is read from Docker's registry, which responds with 500 to its digest as a manifest", async () => {
    const registry = await startDockerRegistry();
    try {
      seedImage(
        bench.registry,
        "acme/app",
        "attested",
        buildIndex({ entries: [amd64, attestation] }),
      );
      const outcome = await bench.push(
        bench.draftOf(["R/acme/app:attested"], [`${registry.host}/acme/app:1`]),
      );
      expect(outcome.failure).toBeUndefined();
      const asManifest = await fetch(
        `${registry.url}/v2/acme/app/manifests/${amd64.config.digest}`,
      );
      expect(asManifest.status).toBe(500);
      await expectBlobs(`${registry.host}/acme/app`);
    } finally {
      await registry.close();
    }
  });

  it.each([
    ["a registry that answers 404", {}],
    ["a registry that answers as Docker's does", { ...distribution28({}), auth: { kind: "none" } }],
  ] as const)("is shown from %s", async (_, options) => {
    const registry = await startRegistry(options);
    try {
      seedImage(registry, "acme/app", "1", buildIndex({ entries: [amd64, attestation] }));
      await expectBlobs(`${registry.host}/acme/app`);
      // Following a descriptor takes one request; a layer takes none.
      expect(
        registry.requests.filter(({ path }) => path.includes(amd64.config.digest)),
      ).toMatchObject([{ path: `/v2/acme/app/blobs/${amd64.config.digest}` }]);
      expect(registry.requests.filter(({ path }) => path.includes(layer.digest))).toEqual([]);
    } finally {
      await registry.close();
    }
  });

  it("must match its descriptor", async () => {
    const repository = `${bench.registry.host}/acme/app`;
    await expect(
      bench.engine.inspect(`${repository}@${amd64.digest}`, signal, {
        blob: { mediaType: "", digest: amd64.config.digest, size: 1 },
      }),
    ).rejects.toMatchObject({ code: "input_invalid" });
    await expect(
      followed(repository, { ...amd64.config, bytes: Buffer.from("longer or shorter") }),
    ).rejects.toMatchObject({ code: "size_mismatch" });
  });
});

describe("an image", () => {
  const damages: readonly [string, (blobs: Map<string, Uint8Array>) => void, string][] = [
    ["is gone", (blobs) => blobs.delete(amd64.config.digest), "not_found"],
    [
      "has other bytes",
      (blobs) => blobs.set(amd64.config.digest, Buffer.from(amd64.config.bytes).fill(32)),
      "digest_mismatch",
    ],
    [
      "is shorter than its descriptor says",
      (blobs) => blobs.set(amd64.config.digest, Buffer.from("{}")),
      "size_mismatch",
    ],
  ];
  it.each(damages)("shows its layers if its config %s", async (_, damage, code) => {
    damage(bench.registry.repository("acme/app").blobs);
    const { content, digest } = await bench.engine.inspect(
      `${bench.registry.host}/acme/app:amd64`,
      signal,
    );
    expect(digest).toBe(amd64.digest);
    expect(content).toMatchObject({
      kind: "image",
      config: { digest: amd64.config.digest },
      configView: undefined,
      configFailure: { code },
      layers: [{ descriptor: { digest: layer.digest } }],
    });
  });
});

it("tells who made signatures and what they sign", async () => {
  const { artifact } = evidenceKinds(amd64).find(({ tag }) => tag !== undefined) ?? {};
  seedImage(bench.registry, "acme/app", "sig", artifact as BuiltImage);
  const { content } = await bench.engine.inspect(`${bench.registry.host}/acme/app:sig`, signal);
  expect(content).toMatchObject({
    layers: [
      {
        signature: {
          identity: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1",
          signed: amd64.digest,
        },
      },
    ],
  });
});

it("says that a registry counts the manifests that are read", async () => {
  const hub = await startRegistry({ ...dockerHub({}), auth: { kind: "none" } });
  try {
    seedImage(hub, "acme/app", "1", amd64);
    seedImage(bench.registry, "acme/app", "1", amd64);
    const counted = await bench.engine.inspect(`${hub.host}/acme/app:1`, signal);
    expect(counted.isMetered).toBe(true);
    const free = await bench.engine.inspect(`${bench.registry.host}/acme/app:1`, signal);
    expect(free.isMetered).toBeUndefined();
  } finally {
    await hub.close();
  }
});
