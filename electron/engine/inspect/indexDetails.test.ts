import { describe, expect, it } from "vitest";
import type { EntryDetails, ForeignLayer, HealthProblem } from "../../../shared/inspection.ts";
import { buildkitAttestation } from "../../testing/buildkitAttestation.ts";
import { helmChart } from "../../testing/helmChart.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { buildAttestation, buildImage, buildIndex, type BuiltBlob } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);

const provenance = buildAttestation(amd64);
const [layer] = amd64.layers as [BuiltBlob];

function repository(): string {
  return `${bench.registry.host}/acme/app`;
}

/** Reads the details of the entries of an index. @param damage removes content first */
async function detailsOf(
  entries: Parameters<typeof buildIndex>[0]["entries"],
  damage: () => void = () => {},
): Promise<readonly EntryDetails[]> {
  seedImage(bench.registry, "acme/app", "1", buildIndex({ entries }));
  damage();
  const read = new Map<number, EntryDetails>();
  const listed = entries.map(
    ({ descriptor: { mediaType, digest, size, platform, annotations } }) => ({
      mediaType,
      digest,
      size,
      ...(platform ? { platform } : {}),
      isAttestation: annotations !== undefined,
    }),
  );
  const onRead = (at: number, details: EntryDetails) => void read.set(at, details);
  await bench.engine.contents.readEntries(
    { repository: repository(), entries: listed, onRead },
    signal,
  );
  return listed.map((_, at) => read.get(at) as EntryDetails);
}

describe("details of entries", () => {
  it("have the platforms of a nested index, and the type of what is no image", async () => {
    const nested = buildIndex({ entries: [amd64, arm64, provenance] });
    const details = await detailsOf([nested, helmChart("1.0.0")]);
    expect(details).toMatchObject([
      { entries: 3, platforms: ["linux/amd64", "linux/arm64/v8"] },
      { artifactType: "application/vnd.cncf.helm.config.v1+json", layers: [] },
    ]);
  });

  it("have layers, creation, the base image and predicates", async () => {
    const based = buildImage({
      platform: { os: "linux", architecture: "s390x" },
      annotations: { "org.opencontainers.image.base.name": "docker.io/library/alpine:3.20" },
      config: { created: "2026-01-31T12:00:00Z" },
    });
    const labelled = buildImage({
      platform: { os: "linux", architecture: "ppc64le" },
      config: { config: { Labels: { "org.opencontainers.image.base.digest": "sha256:00" } } },
    });
    expect(await detailsOf([based, labelled, amd64, provenance])).toEqual([
      {
        kind: "read",
        layers: based.layers.map(({ digest, bytes }) => ({ digest, size: bytes.byteLength })),
        created: "2026-01-31T12:00:00Z",
        base: { name: "docker.io/library/alpine:3.20" },
        statements: [],
        problems: [],
      },
      expect.objectContaining({ base: { digest: "sha256:00" }, problems: [] }),
      expect.objectContaining({ kind: "read", problems: [] }),
      {
        kind: "read",
        layers: [],
        statements: [
          {
            descriptor: expect.objectContaining({ digest: provenance.layers[0]?.digest }) as object,
            predicateType: "https://slsa.dev/provenance/v1",
          },
        ],
        problems: [],
      },
    ]);
  });

  it("have the predicates of attestations that BuildKit made before and since 0.32", async () => {
    const types = ["https://spdx.dev/Document", "https://slsa.dev/provenance/v1"];
    const predicates = types.map((type) => [type, {}] as const);
    const details = await detailsOf([
      amd64,
      arm64,
      buildkitAttestation(amd64, "0.31", predicates),
      buildkitAttestation(arm64, "0.32", predicates),
    ]);
    expect(
      details.map((each) =>
        each.kind === "read"
          ? [each.problems, ...each.statements.map(({ predicateType }) => predicateType)]
          : each.kind,
      ),
    ).toEqual([[[]], [[]], [[], ...types], [[], ...types]]);
  });

  it("have the images that a build used, as far as its provenance can be read", async () => {
    const predicate = { materials: [{ uri: "pkg:docker/alpine@3.20?platform=linux%2Famd64" }] };
    const type = "https://slsa.dev/provenance/v0.2";
    const attestations = (["0.31", "0.32"] as const).map((release) =>
      buildkitAttestation(amd64, release, [[type, predicate]]),
    );
    const large = buildkitAttestation(arm64, "0.32", [
      [type, { ...predicate, x: "x".repeat(1024 * 1024) }],
    ]);
    const missing = buildkitAttestation(arm64, "0.31", [[type, predicate]]);
    const details = await detailsOf([...attestations, large, missing], () => {
      const [statement] = missing.layers as [BuiltBlob];
      bench.registry.repository("acme/app").blobs.delete(statement.digest);
    });
    const found = { images: [{ name: "alpine:3.20", platform: "linux/amd64" }] };
    expect(details.map((each) => each.kind === "read" && each.builtFrom)).toEqual([
      found,
      found,
      undefined,
      undefined,
    ]);
  });

  it("are read without the blob of provenance in an envelope, whose images they cannot tell", async () => {
    const predicate = { materials: [{ uri: "pkg:docker/alpine@3.20" }] };
    const plain = buildkitAttestation(amd64, "0.32", [
      ["https://slsa.dev/provenance/v0.2", predicate],
    ]);
    const bytes = Buffer.from(
      Buffer.from(plain.bytes)
        .toString()
        .replaceAll("application/vnd.in-toto+json", "application/vnd.dsse.envelope.v1+json"),
    );
    const digest = digestOf(bytes);
    const descriptor = { ...plain.descriptor, digest, size: bytes.byteLength };
    const details = await detailsOf([{ ...plain, bytes, digest, descriptor }]);
    expect(details).toMatchObject([{ kind: "read", problems: [], statements: [{}] }]);
    const [statement] = plain.layers as [BuiltBlob];
    const paths = bench.registry.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes(statement.digest))).toEqual([]);
  });

  it("say what is wrong, and what cannot be read", async () => {
    const resized = { ...amd64, descriptor: { ...amd64.descriptor, size: 7 } };
    const platform = { os: "linux", architecture: "riscv64" };
    const skewed = buildImage({ platform, config: { architecture: "riscv32" } });
    const { manifests, blobs } = bench.registry.repository("acme/app");
    const details = await detailsOf([resized, skewed, arm64], () => {
      manifests.delete(arm64.digest);
      blobs.delete(amd64.config.digest);
    });
    expect(
      details.map((each) =>
        each.kind === "read" ? each.problems.map(({ kind }) => kind) : each.error.code,
      ),
    ).toEqual([["wrong_size", "missing"], ["skewed"], "not_found"]);
  });
});

interface Checked {
  readonly problems: readonly string[];
  readonly manifests: number;
  readonly blobs: number;
  readonly moreProblems: number;
  readonly foreign: readonly ForeignLayer[];
}

async function check(digest: string): Promise<Checked> {
  const streamed: HealthProblem[] = [];
  let last = [0, 0];
  const report = await bench.engine.contents.checkHealth(
    { repository: repository(), digest },
    {
      onProblem: (problem) => streamed.push(problem),
      onMoreProblems: () => {},
      onChecked: (...counts) => {
        last = counts;
      },
    },
    signal,
  );
  expect(streamed).toEqual(report.problems);
  expect(last).toEqual([report.manifests + report.blobs, report.manifests + report.blobs]);
  const problems = report.problems.map(({ kind, name }) => `${kind}: ${name}`).toSorted();
  return { ...report, problems };
}

describe("a health check", () => {
  it("finds nothing in a complete index, and looks up each blob once", async () => {
    const index = buildIndex({ entries: [amd64, provenance, amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    expect(await check(index.digest)).toEqual({
      manifests: 4,
      blobs: 6,
      problems: [],
      moreProblems: 0,
      foreign: [],
    });
  });

  it("names foreign layers with their URL, and does not look for them", async () => {
    seedImage(bench.registry, "acme/app", undefined, amd64);
    const url = "https://example.com/layer";
    const foreign = {
      mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
      digest: digestOf(Buffer.from("foreign")),
      size: 10,
      urls: [url],
    };
    const { mediaType, digest, bytes: config } = amd64.config;
    const listed = { mediaType, digest, size: config.byteLength };
    const image = { schemaVersion: 2, config: listed, layers: [foreign] };
    const bytes = Buffer.from(JSON.stringify({ ...image, mediaType: amd64.mediaType }));
    const { manifests } = bench.registry.repository("acme/app");
    manifests.set(digestOf(bytes), { mediaType: amd64.mediaType, bytes });
    const report = await check(digestOf(bytes));
    expect(report).toMatchObject({
      blobs: 1,
      problems: [],
      foreign: [{ digest: foreign.digest, name: "layer 1", url }],
    });
  });

  it("finds a manifest that was deleted since it was read", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    expect((await check(index.digest)).problems).toEqual([]);
    bench.registry.repository("acme/app").manifests.delete(amd64.digest);
    expect((await check(index.digest)).problems).toEqual(["missing: linux/amd64"]);
  });

  it("walks a nested index once, however many entries list it, and counts the problems", async () => {
    const platforms = Array.from({ length: 40 }, (_, at) => `a${at}`);
    const dangling = platforms.map((name) => ({
      ...amd64,
      descriptor: {
        ...amd64.descriptor,
        platform: { os: "unknown", architecture: name },
        annotations: {
          "vnd.docker.reference.type": "attestation-manifest",
          "vnd.docker.reference.digest": digestOf(Buffer.from(name)),
        },
      },
    }));
    const nested = buildIndex({ entries: dangling });
    const index = buildIndex({
      entries: platforms.map((architecture) => ({
        ...nested,
        descriptor: { ...nested.descriptor, platform: { os: "linux", architecture } },
      })),
    });
    seedImage(bench.registry, "acme/app", "1", index);
    const report = await check(index.digest);
    expect(report.problems).toEqual(platforms.map(() => "dangling: attestation"));
    expect(report.manifests).toBe(3);
  });

  it("names a thousand problems, and counts the others", async () => {
    const entries = Array.from({ length: 1003 }, (_, size) => ({
      ...amd64,
      descriptor: { ...amd64.descriptor, size },
    }));
    const index = buildIndex({ entries });
    seedImage(bench.registry, "acme/app", "1", index);
    const { problems, moreProblems } = await check(index.digest);
    expect([problems.length, moreProblems]).toEqual([1000, 2]);
  });

  it("finds what is missing, has another size or platform, and dangling attestations", async () => {
    const skewed = {
      ...amd64,
      descriptor: { ...amd64.descriptor, platform: { os: "linux", architecture: "riscv64" } },
    };
    const resized = { ...arm64, descriptor: { ...arm64.descriptor, size: 5 } };
    const other = buildImage({ platform: { os: "linux", architecture: "386" } });
    const index = buildIndex({ entries: [amd64, skewed, resized, buildAttestation(other)] });
    seedImage(bench.registry, "acme/app", "1", index);
    const { blobs } = bench.registry.repository("acme/app");
    blobs.delete(layer.digest);
    blobs.set(arm64.config.digest, Buffer.from("{}"));
    expect((await check(index.digest)).problems).toEqual([
      "dangling: attestation",
      "missing: layer 1 of linux/amd64",
      "skewed: linux/riscv64",
      "unreadable: linux/arm64/v8",
      "wrong_size: linux/arm64/v8",
      "wrong_size: the config of linux/arm64/v8",
    ]);
  });
});

describe("referrers", () => {
  it("are those of the API, and tags that name the digest", async () => {
    const signature = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, signature);
    const tag = `sha256-${amd64.digest.slice(7)}.sig`;
    seedImage(bench.registry, "acme/app", tag, provenance);
    const { rows, failure } = await bench.engine.contents.listReferrers(
      repository(),
      amd64.digest,
      signal,
    );
    expect(failure).toBeUndefined();
    expect(rows.map(({ descriptor: { digest }, tag: name }) => [digest, name])).toEqual([
      [signature.digest, undefined],
      [provenance.digest, tag],
    ]);
  });

  it("are listed in part if the registry refuses a part", async () => {
    const tag = `sha256-${amd64.digest.slice(7)}.att`;
    seedImage(bench.registry, "acme/app", tag, provenance);
    bench.registry.faults.add({ match: { path: /referrers/ }, do: { status: 403 } });
    const { rows, failure } = await bench.engine.contents.listReferrers(
      repository(),
      amd64.digest,
      signal,
    );
    expect(rows.map((row) => row.tag)).toEqual([tag]);
    expect(failure?.code).toBe("denied");
  });
});
