import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import type { Finding, Preview } from "../../../shared/preview.ts";
import { buildAttestation, buildImage, buildIndex, type BuiltImage } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);

describe("a preview", () => {
  it("shows the bytes, and a row per entry with its sources", async () => {
    const preview = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]),
      signal,
    );
    const content = contentOf(preview);
    expect(content.rows.map(({ platform, sources, kept }) => [platform, sources, kept])).toEqual([
      ["linux/amd64", ["s0"], true],
      // The config says arm64/v8, which normalises to arm64.
      ["linux/arm64", ["s1"], true],
    ]);
    expect(JSON.parse(content.text)).toMatchObject({
      manifests: [{ digest: amd64.digest }, { digest: arm64.digest }],
    });
    expect(preview.command).toBe(
      `docker buildx imagetools create --dry-run ${bench.registry.host}/acme/app:amd64 ${bench.registry.host}/acme/app:arm64`,
    );
  });

  it("repeats no request while the draft is edited", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]);
    await bench.engine.composer.preview(draft, signal);
    const fetched = (): string[] =>
      bench.registry.requests
        .map(({ method, path: at }) => `${method} ${at}`)
        .filter((line) => !line.includes("referrers"));
    const before = fetched();
    expect(new Set(before).size).toBe(before.length);
    await bench.engine.composer.preview(
      { ...draft, annotations: [{ id: "a", scope: { kind: "index" }, key: "k", value: "v" }] },
      signal,
    );
    expect(fetched()).toEqual(before);
    await bench.engine.composer.preview(draft, signal, { refresh: true });
    expect(fetched().length).toBeGreaterThan(before.length);
  });

  it("reports the error of a failed source", async () => {
    const { sources, result } = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:amd64", "R/acme/app:nope", "R/Acme:x"]),
      signal,
    );
    expect(sources["s0"]).toMatchObject({ kind: "resolved" });
    expect(sources["s1"]).toMatchObject({ kind: "failed", error: { code: "not_found" } });
    expect(sources["s2"]).toMatchObject({ kind: "failed", error: { code: "reference_invalid" } });
    expect(result).toMatchObject({ kind: "partial", missing: ["s1", "s2"] });
  });

  it("shows the result of the other sources, which cannot be planned", async () => {
    const draft = bench.draftOf(
      ["R/acme/app:nope", "R/acme/app:amd64", "R/Acme:x", "R/acme/app:arm64"],
      ["R/acme/app:1"],
      { annotations: [{ id: "a", scope: { kind: "index" }, key: "k", value: "v" }] },
    );
    const { id, result, findings } = await bench.engine.composer.preview(draft, signal);
    expect(result).toMatchObject({ kind: "partial", missing: ["s0", "s2"] });
    const content = result.kind === "partial" ? result.content : null;
    // The ids of the sources are correct although earlier sources are missing.
    expect(content?.rows.map(({ platform, sources: of }) => [platform, of])).toEqual([
      ["linux/amd64", ["s1"]],
      ["linux/arm64", ["s3"]],
    ]);
    expect(JSON.parse(content?.text ?? "")).toMatchObject({
      manifests: [{ digest: amd64.digest }, { digest: arm64.digest }],
      annotations: { k: "v" },
    });
    expect(findings).toEqual([]);
    await expect(bench.engine.planner.planPreview(id, signal)).rejects.toMatchObject({
      code: "input_invalid",
    });
    expect(bench.engine.composer.scripts(id)).toEqual([]);
  });

  it.each([
    ["no source is there", ["R/acme/app:nope"], { kind: "partial", content: undefined }],
    [
      "the filter leaves nothing of those that are there",
      ["R/acme/app:nope", "R/acme/app:amd64"],
      { kind: "failed", error: { code: "no_platform_matches" }, rows: [{ sources: ["s1"] }] },
    ],
  ])("shows a partial result if %s", async (_, texts, wanted) => {
    const draft = bench.draftOf(texts, [], { platforms: ["linux/s390x"] });
    expect((await bench.engine.composer.preview(draft, signal)).result).toMatchObject(wanted);
  });

  it("says that an index lists no entries", async () => {
    seedImage(bench.registry, "acme/app", "empty", buildIndex({ entries: [] }));
    const draft = bench.draftOf(["R/acme/app:empty"]);
    expect((await bench.engine.composer.preview(draft, signal)).result).toMatchObject({
      kind: "failed",
      error: { message: "The index lists no entries." },
    });
  });

  it("resolves a failed source again only when asked to", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:late"]);
    expect((await bench.engine.composer.preview(draft, signal)).result.kind).toBe("partial");
    seedImage(bench.registry, "acme/app", "late", arm64);
    const requests = bench.registry.requests.length;
    expect((await bench.engine.composer.preview(draft, signal)).result.kind).toBe("partial");
    expect(bench.registry.requests).toHaveLength(requests);
    const whole = await bench.engine.composer.preview(draft, signal, { retry: ["s0", "s1"] });
    expect(contentOf(whole).rows).toHaveLength(2);
    const retried = bench.registry.requests.slice(requests).map(({ path: at }) => at);
    expect(retried.filter((at) => at.endsWith("amd64"))).toEqual([]);
  });

  it("reports each source as it settles, and the result of the others while one takes long", async () => {
    const late = { path: /manifests\/late/ };
    bench.registry.faults.add({ match: late, do: { hang: true } });
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:nope", "R/acme/app:late"]);
    const states = new Map<string, string>();
    const partial = Promise.withResolvers<Preview>();
    const stop = new AbortController();
    const preview = bench.engine.composer.preview(draft, stop.signal, {
      progress: {
        onSource: (id, { kind }) => states.set(id, kind),
        onPartial: partial.resolve,
        onSearch: () => {},
        onImage: () => {},
      },
    });
    preview.catch(() => {});
    const { sources, result } = await partial.promise;
    expect([...states]).toHaveLength(2);
    expect(Object.fromEntries(states)).toEqual({ s0: "resolved", s1: "failed" });
    expect(sources).toMatchObject({ s2: { kind: "resolving" } });
    expect(result).toMatchObject({
      kind: "partial",
      missing: ["s1", "s2"],
      content: { rows: [{ sources: ["s0"] }] },
    });
    stop.abort();
    await expect(preview).rejects.toMatchObject({ name: "AbortError" });
  });

  it("shares the requests of a preview that is cancelled after it starts", async () => {
    const late = { path: /manifests\/amd64/ };
    bench.registry.faults.add({ match: { ...late, nth: 1 }, do: { delay: 200 } });
    const draft = bench.draftOf(["R/acme/app:amd64"]);
    const stop = new AbortController();
    const first = bench.engine.composer.preview(draft, stop.signal);
    first.catch(() => {});
    await bench.registry.waitForRequest(late);
    const second = bench.engine.composer.preview({ ...draft, preferIndex: false }, signal);
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    expect(contentOf(await second).digest).toBe(amd64.digest);
    const asked = bench.registry.requests.filter(({ path: at }) => late.path.test(at));
    expect(asked).toHaveLength(1);
  });

  it("aborts the requests of a source once nothing waits for it", async () => {
    const late = { path: /manifests\/amd64/ };
    bench.registry.faults.add({ match: { ...late, nth: 1 }, do: { hang: true } });
    const draft = bench.draftOf(["R/acme/app:amd64"]);
    const stop = new AbortController();
    const first = bench.engine.composer.preview(draft, stop.signal);
    first.catch(() => {});
    await bench.registry.waitForRequest(late);
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    expect(contentOf(await bench.engine.composer.preview(draft, signal)).rows).toHaveLength(1);
  });

  it("lists attestations with their image, and finds dangling ones", async () => {
    const entry = buildAttestation(amd64);
    const orphan = buildAttestation(arm64);
    seedImage(
      bench.registry,
      "acme/app",
      "attested",
      buildIndex({ entries: [amd64, entry, orphan] }),
    );
    const preview = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:attested"]),
      signal,
    );
    expect(
      contentOf(preview).rows.map(({ kind, attestations }) => [kind, attestations.length]),
    ).toEqual([
      ["image", 1],
      ["attestation", 0],
    ]);
    expect(preview.findings.map(({ code }) => code)).toEqual(["dangling_attestation"]);
  });

  it("appends an attestation found among referrers", async () => {
    seedImage(bench.registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    const preview = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]),
      signal,
    );
    const [first, second] = contentOf(preview).rows;
    expect(first?.attestations.map(({ found }) => found)).toEqual(["referrer"]);
    expect(second?.attestations).toEqual([]);
    expect(JSON.parse(contentOf(preview).text)).toMatchObject({ manifests: { length: 3 } });
  });

  it("finds attestations that are included, with a fix", async () => {
    const attestation = buildAttestation(amd64);
    seedImage(
      bench.registry,
      "acme/app",
      "attested",
      buildIndex({ entries: [amd64, attestation] }),
    );
    seedImage(bench.registry, "acme/app", undefined, buildAttestation(arm64, "referrer"));
    const copyReferrers = { referrers: "none", digestTags: false } as const;
    const found = async (more: Partial<Draft>): Promise<readonly Finding[]> => {
      const draft = bench.draftOf(["R/acme/app:attested", "R/acme/app:arm64"], [], more);
      const { findings } = await bench.engine.composer.preview(draft, signal);
      return findings.filter(({ code }) => code === "attestations_included");
    };
    expect(await found({})).toEqual([]);
    const [finding] = await found({ copyReferrers });
    expect(finding).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("lists 2 attestations") as string,
      fixes: [{ kind: "exclude", digests: [attestation.digest, expect.any(String)] }],
    });
    const [fix] = finding?.fixes ?? [];
    const excluded = fix?.kind === "exclude" ? [...fix.digests] : [];
    expect(await found({ copyReferrers, excluded })).toEqual([]);
    // The attestation of an excluded image is excluded.
    expect((await found({ copyReferrers, excluded: [arm64.digest] }))[0]?.message).toContain(
      "lists 1 attestation,",
    );
  });

  it("shows filtered entries, and the error if none is left", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"]);
    const some = await bench.engine.composer.preview(
      { ...draft, platforms: ["linux/arm64"] },
      signal,
    );
    expect(contentOf(some).rows.map(({ kept }) => kept)).toEqual([false, true]);
    const none = await bench.engine.composer.preview(
      { ...draft, platforms: ["linux/s390x"] },
      signal,
    );
    expect(none.result).toMatchObject({
      kind: "failed",
      error: { code: "no_platform_matches" },
      rows: [{ kept: false }, { kept: false }],
    });
  });

  it("keeps the entries while a platform is incomplete", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], {
      platforms: ["linux/amd64", "linux/arm64/"],
    });
    const { result } = await bench.engine.composer.preview(draft, signal);
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "platform_invalid" },
      rows: [{ kept: true }, { kept: false }],
    });
  });

  it("shows how an incomplete platform is read", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], {
      platforms: ["linux", "arm64", "s390x"],
    });
    const { findings } = await bench.engine.composer.preview(draft, signal);
    const about = (platform: string): readonly string[] =>
      findings.flatMap(({ subject, message }) =>
        subject.kind === "platform" && subject.platform === platform ? message : [],
      );
    expect(about("linux")).toEqual(["linux is read as linux/amd64."]);
    expect(about("arm64")).toEqual(["arm64 is read as linux/arm64."]);
    expect(about("s390x")).toEqual(["No entry matches s390x.", "s390x is read as linux/s390x."]);
  });

  it("prefers the more specific annotation in any order", async () => {
    const general = { id: "a", scope: { kind: "entries" }, key: "k", value: "general" } as const;
    const specific = {
      id: "b",
      scope: { kind: "platform", platform: "linux/amd64" },
      key: "k",
      value: "specific",
    } as const;
    for (const annotations of [
      [general, specific],
      [specific, general],
    ]) {
      const preview = await bench.engine.composer.preview(
        bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], { annotations }),
        signal,
      );
      expect(contentOf(preview).rows.map(({ descriptor }) => descriptor.annotations)).toEqual([
        { k: "specific" },
        { k: "general" },
      ]);
    }
  });

  it("suggests the platform of an annotation", async () => {
    seedImage(bench.registry, "acme/app", "multi", buildIndex({ entries: [amd64, arm64] }));
    const annotations = [
      {
        id: "a",
        scope: { kind: "platform", platform: "linux/arm64" } as const,
        key: "k",
        value: "v",
      },
    ];
    const { findings } = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:multi"], [], { annotations }),
      signal,
    );
    expect(findings).toMatchObject([
      {
        code: "annotation_matches_nothing",
        fixes: [{ kind: "annotationPlatform", id: "a", platform: "linux/arm64/v8" }],
      },
    ]);
  });

  it("finds ignored annotations", async () => {
    const docker = [
      buildImage({ platform: { os: "linux", architecture: "s390x" }, mediaTypes: "docker" }),
    ];
    seedImage(bench.registry, "acme/app", "docker", docker[0] as BuiltImage);
    const annotations = [{ id: "a", scope: { kind: "index" } as const, key: "k", value: "v" }];
    const ignored = await bench.engine.composer.preview(
      bench.draftOf(["R/acme/app:docker"], [], { annotations }),
      signal,
    );
    expect(ignored.findings.map(({ code }) => code)).toContain("annotations_ignored");
  });

  it("finds repeated keys, and annotations that wrap an image", async () => {
    const annotations = ["1", "2"].map((value) => ({
      id: value,
      scope: { kind: "index" } as const,
      key: "k",
      value,
    }));
    const draft = bench.draftOf(["R/acme/app:amd64"], [], { annotations, preferIndex: false });
    const preview = await bench.engine.composer.preview(draft, signal);
    expect(contentOf(preview).annotations).toEqual({ k: "2" });
    expect(preview.findings).toMatchObject([
      { code: "annotation_repeated", subject: { id: "1" } },
      { code: "annotations_wrap" },
    ]);
  });

  it("explains an incomplete descriptor", async () => {
    const preview = await bench.engine.composer.preview(
      bench.draftOf(['{"mediaType": "x", ']),
      signal,
    );
    expect(preview.sources["s0"]).toMatchObject({
      kind: "failed",
      error: {
        code: "descriptor_invalid",
        hint: expect.stringContaining("A descriptor is") as string,
      },
    });
  });
});
