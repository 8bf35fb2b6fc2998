import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Completion } from "../../../../shared/suggestions.ts";
import { perTest } from "../../../testing/perTest.ts";
import { startRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../../testing/servers/dockerRegistry.ts";
import { pushImage } from "../../../testing/servers/pushImage.ts";
import { amd64, signal, startWorkbench } from "../../../testing/workbench.ts";
import { maxListedTags } from "./tagLists.ts";

const bench = perTest(startWorkbench);

const complete = (text: string, until = signal) => bench.engine.suggestions.complete(text, until);
const suggest = (text: string) => bench.engine.suggestions.suggestTags(text, signal);

/** The reference of a repository, with a tag or the start of one. */
function at(rest: string): string {
  return `${bench.registry.host}/${rest}`;
}

function addTags(count: number, nameOf: (at: number) => string): void {
  const { tags } = bench.registry.repository("acme/app");
  for (let number = 0; number < count; number += 1) {
    tags.set(nameOf(number), amd64.digest);
  }
}

/** How many requests for tags the registry got. */
function listRequests(): number {
  return bench.registry.requests.filter(({ path: asked }) => asked.includes("/tags/list")).length;
}

describe("complete", () => {
  it("lists the tags of a repository, reading each page once a minute", async () => {
    addTags(2500, (number) => `1.${number}`);
    const { kind, stem, options, isTruncated } = await complete(at("acme/app:"));
    expect({ kind, stem, isTruncated }).toEqual({ kind: "tags", stem: at("acme/app:") });
    expect(options.slice(0, 2)).toEqual(["1.2499", "1.2498"]);
    expect(options).toHaveLength(2502);
    expect(listRequests()).toBe(3);
    expect((await complete(at("acme/app:1.24"))).options).toEqual(options);
    expect(listRequests()).toBe(3);
  });

  it("lists at most 50,000 tags, and says so", async () => {
    addTags(maxListedTags + 500, (number) => `1.${number}`);
    const { options, isTruncated } = await complete(at("acme/app:"));
    expect(options).toHaveLength(maxListedTags);
    expect(isTruncated).toBe(true);
    expect(listRequests()).toBe(50);
  });

  it.each([401, 403, 404, 500])(
    "has no options if the registry responds with %i",
    async (status) => {
      bench.registry.faults.add({ match: { path: /tags\/list/ }, do: { status } });
      expect(await complete(at("acme/app:"))).toEqual({
        kind: "tags",
        stem: at("acme/app:"),
        options: [],
      });
      expect(await suggest(at("acme/app:amd65"))).toEqual([]);
    },
  );

  it("omits tags that a reference cannot contain", async () => {
    const tags = ["ok", "\u202Egpj", "a\u0007b", "a b", "", "x".repeat(129), "-a", "../up", 'a"b'];
    const body = JSON.stringify({ name: "acme/app", tags });
    const headers = { "content-type": "application/json" };
    bench.registry.faults.add({
      match: { path: /tags\/list/ },
      do: { status: 200, headers, body },
    });
    expect((await complete(at("acme/app:"))).options).toEqual(["ok"]);
  });

  it("stops reading when it is cancelled, and reads again", async () => {
    const controller = new AbortController();
    const reading = complete(at("acme/app:"), controller.signal);
    controller.abort();
    await expect(reading).rejects.toThrow("aborted");
    expect((await complete(at("acme/app:"))).options).toEqual(["amd64", "arm64"]);
  });

  it("lists the tags of a layout and of an archive", async () => {
    for (const location of [
      `oci-layout://${path.join(bench.folder, "images")}`,
      `oci-archive://${path.join(bench.folder, "images.tar")}`,
    ]) {
      await bench.push(
        bench.draftOf(["R/acme/app:amd64"], [`${location}:1.9`, `${location}:1.10`]),
      );
      expect(await complete(`${location}:1`)).toMatchObject({
        stem: `${location}:`,
        options: ["1.10", "1.9"],
      });
    }
  });

  it("has no options for a folder that is not a layout, and for a digest", async () => {
    await writeFile(path.join(bench.folder, "file"), "");
    expect((await complete(`oci-layout://${bench.folder}:`)).options).toEqual([]);
    expect((await complete(`oci-archive://${bench.folder}/file:`)).options).toEqual([]);
    expect((await complete(at("acme/app@sha256:"))).options).toEqual([]);
    expect((await complete("https://acme/app:")).options).toEqual([]);
  });

  it("offers repositories that were used, also those of earlier pushes", async () => {
    expect(await complete("acme")).toEqual({ kind: "repositories", stem: "", options: [] });
    await bench.engine.inspect(at("acme/app:amd64"), signal);
    await bench.push(bench.draftOf(["R/acme/app:amd64"], ["R/acme/other:1"]));
    expect((await complete("acme")).options).toEqual([at("acme/app"), at("acme/other")]);
    const later = bench.restart();
    expect((await later.suggestions.complete("", signal)).options).toEqual([at("acme/other")]);
    await later.close();
  });

  it("offers the repositories that a registry lists, those that were used first", async () => {
    seedImage(bench.registry, "team/web", "1", amd64);
    await bench.engine.inspect(at("team/web:1"), signal);
    bench.registry.clearLog();
    const completion = {
      kind: "repositories",
      stem: at(""),
      options: ["team/web", "acme/app"],
    };
    expect(await complete(at(""))).toEqual(completion);
    expect(await complete(at("acme/a"))).toEqual(completion);
    expect(bench.registry.requests.map(({ path: asked }) => asked)).toEqual([
      "/v2/_catalog?n=1000",
    ]);
  });

  it("offers recent repositories at once while the registry lists its own", async () => {
    await bench.engine.inspect(at("acme/app:amd64"), signal);
    bench.registry.faults.add({ match: { path: /_catalog/ }, do: { hang: true } });
    const { promise, resolve } = Promise.withResolvers<Completion>();
    const controller = new AbortController();
    const completing = bench.engine.suggestions.complete(at("ac"), controller.signal, {
      onRecent: resolve,
    });
    expect(await promise).toEqual({ kind: "repositories", stem: at(""), options: ["acme/app"] });
    controller.abort();
    await expect(completing).rejects.toThrow("aborted");
  });

  it.each([401, 403, 404, 405, 500])(
    "offers recent repositories if the registry refuses its list with %i, and asks once",
    async (status) => {
      bench.registry.faults.add({ match: { path: /_catalog/ }, do: { status } });
      await bench.engine.inspect(at("acme/app:amd64"), signal);
      bench.registry.clearLog();
      const completion = { kind: "repositories", stem: "", options: [at("acme/app")] };
      expect(await complete(at("ac"))).toEqual(completion);
      const asked = bench.registry.requests.length;
      expect(await complete(at("acm"))).toEqual(completion);
      expect(bench.registry.requests).toHaveLength(asked);
    },
  );

  it("reads at most 20 pages of a registry's repositories, and says so", async () => {
    let pages = 0;
    const registry = await startRegistry({
      tagPageSize: 1,
      hooks: {
        before: ({ path: asked }) => {
          pages += asked.startsWith("/v2/_catalog") ? 1 : 0;
          return undefined;
        },
      },
    });
    try {
      for (let number = 0; number < 25; number += 1) {
        seedImage(registry, `acme/app${number}`, "1", amd64);
      }
      const { options, isTruncated } = await complete(`${registry.host}/`);
      expect({ options: options.length, isTruncated, pages }).toEqual({
        options: 20,
        isTruncated: true,
        pages: 20,
      });
    } finally {
      await registry.close();
    }
  });

  it("sends no request for a name without a slash, unless the repository was used", async () => {
    expect(await complete(`${bench.registry.host.split(":")[0]}:50`)).toMatchObject({
      options: [],
    });
    expect(bench.registry.requests).toEqual([]);
  });
});

describe("suggestTags", () => {
  it("suggests the nearest tags with their digests", async () => {
    seedImage(bench.registry, "acme/app", "amd6", amd64);
    expect(await suggest(at("acme/app:amd65"))).toEqual([
      { tag: "amd64", text: at("acme/app:amd64"), digest: amd64.digest },
      { tag: "amd6", text: at("acme/app:amd6"), digest: amd64.digest },
    ]);
  });

  it("suggests tags for a reference without one, and none for a digest", async () => {
    const texts = (await suggest(at("acme/app"))).map(({ text }) => text);
    expect(texts).toEqual([at("acme/app:amd64"), at("acme/app:arm64")]);
    expect(await suggest(at(`acme/app@${amd64.digest}`))).toEqual([]);
    expect(await suggest("not a reference")).toEqual([]);
  });

  it("suggests the tags of a layout", async () => {
    const layout = `oci-layout://${path.join(bench.folder, "images")}`;
    const targets = [`${layout}:1.9.0`, `${layout}:1.9.1`];
    await bench.push(bench.draftOf(["R/acme/app:amd64"], targets));
    const inspecting = bench.engine.inspect(`${layout}:1.9.2`, signal);
    await expect(inspecting).rejects.toMatchObject({ code: "not_found" });
    const texts = (await suggest(`${layout}:1.9.2`)).map(({ text }) => text);
    expect(texts).toEqual([`${layout}:1.9.1`, `${layout}:1.9.0`]);
  });

  it("suggests a tag whose digest cannot be read", async () => {
    bench.registry.faults.add({ match: { path: /manifests/ }, do: { status: 403 } });
    expect(await suggest(at("acme/app:amd65"))).toEqual([
      { tag: "amd64", text: at("acme/app:amd64") },
    ]);
  });
});

it("lists the tags of docker-registry", async () => {
  const registry = await startDockerRegistry();
  try {
    for (const tag of ["1.9.0", "1.10.0", "latest"]) {
      await pushImage(registry.url, "acme/app", tag, amd64);
    }
    const { options } = await complete(`${registry.host}/acme/app:`);
    expect(options).toEqual(["latest", "1.10.0", "1.9.0"]);
    const [nearest] = await suggest(`${registry.host}/acme/app:1.9.1`);
    expect(nearest).toMatchObject({ tag: "1.9.0", digest: amd64.digest });
  } finally {
    await registry.close();
  }
});
