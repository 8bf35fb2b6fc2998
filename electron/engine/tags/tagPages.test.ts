import { describe, expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";

const bench = perTest(() => startWorkbench({ tagPageSize: 20 }));
const repository = () => `${bench.registry.host}/acme/app`;
const requests = () => bench.registry.requests.map(({ method, path }) => `${method} ${path}`);
const list = (refresh = false) => bench.engine.tagPages.list(repository(), signal, { refresh });
const describeTag = (tag: string, more: { digest?: string; summary?: boolean } = {}) =>
  bench.engine.tagPages.describe({ repository: repository(), tag, summary: true, ...more }, signal);

function addTags(count: number): void {
  const { tags } = bench.registry.repository("acme/app");
  for (let at = 0; at < count; at += 1) {
    tags.set(`1.${at}`, amd64.digest);
  }
}

describe("the tags of a repository", () => {
  it("are read page by page, and again when asked", async () => {
    addTags(50);
    const counts: number[] = [];
    const listed = await bench.engine.tagPages.list(`${repository()}:amd64`, signal, {
      refresh: false,
      onProgress: (count) => counts.push(count),
    });
    expect(listed).toMatchObject({ repository: repository(), kind: "registry", isComplete: true });
    expect(listed.tags.slice(0, 2)).toEqual(["1.49", "1.48"]);
    expect(counts).toEqual([20, 40, 52]);
    bench.registry.repository("acme/app").tags.set("9", amd64.digest);
    expect((await list()).tags).toHaveLength(52);
    expect((await list(true)).tags).toHaveLength(53);
  });

  it("are read to the end although a completion stopped after 100 pages", async () => {
    addTags(2100);
    const { options, isTruncated } = await bench.engine.suggestions.complete(
      `${repository()}:`,
      signal,
    );
    expect([options.length, isTruncated]).toEqual([2000, true]);
    const { tags, isComplete } = await list();
    expect([tags.length, isComplete]).toEqual([2102, true]);
  });
});

describe("what a tag points to", () => {
  it("is one image of an index, read once for all tags of the digest", async () => {
    const index = buildIndex({ entries: [arm64, amd64, buildAttestation(amd64)] });
    seedImage(bench.registry, "acme/app", "1", index);
    bench.registry.repository("acme/app").tags.set("latest", index.digest);
    const first = await describeTag("1");
    const size = amd64.layers.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(first).toMatchObject({
      digest: index.digest,
      summary: {
        kind: "index",
        platforms: ["linux/arm64/v8", "linux/amd64"],
        attestations: 1,
        of: "linux/amd64",
        size,
      },
    });
    expect(requests()).toEqual([
      "HEAD /v2/acme/app/manifests/1",
      `GET /v2/acme/app/manifests/${index.digest}`,
      `GET /v2/acme/app/manifests/${amd64.digest}`,
      `GET /v2/acme/app/blobs/${amd64.config.digest}`,
    ]);
    bench.registry.clearLog();
    expect((await describeTag("latest")).summary).toEqual(first.summary);
    expect(requests()).toEqual(["HEAD /v2/acme/app/manifests/latest"]);
    bench.registry.clearLog();
    await describeTag("1", { digest: index.digest });
    expect(requests()).toEqual([]);
  });

  it("is only its digest where reads are counted", async () => {
    expect(await describeTag("amd64", { summary: false })).toMatchObject({ digest: amd64.digest });
    expect(requests()).toEqual(["HEAD /v2/acme/app/manifests/amd64"]);
  });

  it("is known in part if the image of an index is missing", async () => {
    const gone = linux("s390x");
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [gone] }));
    bench.registry.repository("acme/app").manifests.delete(gone.digest);
    const { summary } = await describeTag("1");
    expect(summary).toMatchObject({ platforms: ["linux/s390x"], failure: { code: "not_found" } });
    expect(summary?.size).toBeUndefined();
  });
});

describe("the digests of many tags", () => {
  it("leave out a tag that was deleted meanwhile", async () => {
    const tags = ["amd64", "gone", "arm64"];
    const counts: number[] = [];
    const digests = await bench.engine.tagPages.digests(
      { repository: repository(), tags },
      signal,
      (done) => counts.push(done),
    );
    expect(Object.fromEntries(digests)).toEqual({ amd64: amd64.digest, arm64: arm64.digest });
    expect(counts).toEqual([1, 2, 3]);
  });

  it("fail with the first refusal, and start no further request", async () => {
    addTags(500);
    bench.registry.faults.add({ match: { method: "HEAD" }, do: { status: 403 } });
    bench.registry.faults.add({ match: { method: "GET", path: /manifests/ }, do: { status: 403 } });
    bench.registry.faults.add({ match: { path: /tags\/list/ }, do: { status: 403 } });
    const tags = Array.from({ length: 500 }, (_, at) => `1.${at}`);
    await expect(
      bench.engine.tagPages.digests({ repository: repository(), tags }, signal),
    ).rejects.toMatchObject({ code: "denied" });
    expect(requests().filter((request) => request.startsWith("HEAD")).length).toBeLessThan(100);
  });
});

describe("the repositories of a registry", () => {
  it("are listed in order", async () => {
    seedImage(bench.registry, "acme/base", "1", amd64);
    const catalog = await bench.engine.tagPages.catalog(`${bench.registry.host}/`, signal, {});
    expect(catalog).toEqual({
      host: bench.registry.host,
      repositories: ["acme/app", "acme/base"],
      isComplete: true,
    });
  });

  it("name themselves in the message of a refusal", async () => {
    bench.registry.faults.add({ match: { path: /_catalog/ }, do: { status: 401 } });
    await expect(bench.engine.tagPages.catalog(bench.registry.host, signal, {})).rejects.toThrow(
      /requires a login for the list of its repositories;/,
    );
  });

  it.each([401, 403, 404, 405])("are explained if the registry answers %i", async (status) => {
    bench.registry.faults.add({ match: { path: /_catalog/ }, do: { status } });
    await expect(bench.engine.tagPages.catalog(bench.registry.host, signal, {})).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining("HOST/REPOSITORY") }),
    );
  });
});
