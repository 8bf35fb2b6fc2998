import { expect, it } from "vitest";
import type { ReferrerRow } from "../../../shared/inspection.ts";
import { buildkitAttestation } from "../../testing/buildkitAttestation.ts";
import { evidenceKinds } from "../../testing/evidenceKinds.ts";
import { perTest } from "../../testing/perTest.ts";
import { dockerHub } from "../../testing/registry/personalities/dockerHub.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, signal, startWorkbench } from "../../testing/workbench.ts";

const bench = perTest(startWorkbench);
const kinds = new Map(evidenceKinds(amd64).map((each) => [each.kind, each]));

const attestation = buildkitAttestation(amd64, "0.32", [
  ["https://slsa.dev/provenance/v1", {}],
  ["https://spdx.dev/Document", {}],
]);

async function list(): Promise<readonly ReferrerRow[]> {
  const repository = `${bench.registry.host}/acme/app`;
  return (await bench.engine.contents.listReferrers(repository, amd64.digest, signal)).rows;
}

function seed(...names: readonly string[]): void {
  for (const name of names) {
    const { artifact, tag } = kinds.get(name) ?? {};
    if (artifact !== undefined) {
      seedImage(bench.registry, "acme/app", tag, artifact);
    }
  }
}

function typesOf(row: ReferrerRow | undefined): readonly string[] | undefined {
  return row?.details?.kind === "read"
    ? row.details.statements.map(({ predicateType }) => predicateType)
    : undefined;
}

it.each([
  ["provenance 1", "https://slsa.dev/provenance/v1"],
  ["DSSE envelope", "https://spdx.dev/Document"],
  ["sigstore bundle", "https://slsa.dev/provenance/v1"],
])("the predicate of a %s is read where nothing else tells it", async (kind, type) => {
  seed(kind);
  const [row] = await list();
  expect(typesOf(row)).toEqual([type]);
});

it("the statements of an attestation and of a tag are read, with who signed", async () => {
  seedImage(bench.registry, "acme/app", undefined, attestation);
  seed("cosign signature");
  const [statements, signature] = await list();
  expect(typesOf(statements)).toEqual([
    "https://slsa.dev/provenance/v1",
    "https://spdx.dev/Document",
  ]);
  expect(signature?.details).toMatchObject({
    statements: [
      {
        signer: {
          identity: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1",
        },
      },
    ],
    // The size of a manifest behind a tag is not known.
    problems: [],
  });
});

it("what its descriptor names is not read", async () => {
  seed("CycloneDX", "notation signature");
  bench.registry.clearLog();
  expect((await list()).map(({ details }) => details)).toEqual([undefined, undefined]);
  expect(bench.registry.requests.filter(({ path }) => path.includes("/blobs/"))).toEqual([]);
});

it("a referrer whose manifest is missing is listed, and says so", async () => {
  seed("provenance 1");
  const { artifact } = kinds.get("provenance 1") ?? {};
  bench.registry.faults.add({
    match: { method: "GET", path: new RegExp(artifact?.digest ?? "") },
    do: { status: 404 },
  });
  expect((await list()).map(({ details }) => details)).toMatchObject([
    { kind: "failed", error: { code: "not_found" } },
  ]);
});

it("no manifest is read where each counts as a pull", async () => {
  const hub = await startRegistry({ ...dockerHub({}), auth: { kind: "none" } });
  try {
    seedImage(hub, "acme/app", "1", amd64);
    seedImage(hub, "acme/app", undefined, attestation);
    const repository = `${hub.host}/acme/app`;
    // It tells so with the first manifest.
    await bench.engine.inspect(`${repository}:1`, signal);
    const { rows } = await bench.engine.contents.listReferrers(repository, amd64.digest, signal);
    expect(rows.map(({ details }) => details)).toEqual([undefined]);
  } finally {
    await hub.close();
  }
});
