import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { packFiles } from "../../sample/packFiles.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  describe as of,
} from "../../sample/buildImage.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import {
  amd64,
  arm64,
  contentOf,
  linux,
  signal,
  startWorkbench,
} from "../../../testing/workbench.ts";
import { perTest } from "../../../testing/perTest.ts";

const s390x = linux("s390x");
const attestations = [amd64, arm64, s390x].map((image) => buildAttestation(image));
const [ofAmd64, ofArm64, ofS390x] = attestations as [
  ReturnType<typeof linux>,
  ReturnType<typeof linux>,
  ReturnType<typeof linux>,
];
const app = buildIndex({ entries: [amd64, arm64, s390x, ...attestations] });

const bench = perTest(startWorkbench);

async function findings(draft: Draft): Promise<readonly Finding[]> {
  const { id } = await bench.engine.composer.preview(draft, signal);
  return (await bench.engine.composer.losses(id, signal)).findings;
}

/** Applies the fix of a finding to a draft. */
function remedied(draft: Draft, found: readonly Finding[]): Draft {
  const fixes = found.flatMap((finding) => finding.fixes);
  const excluded = fixes.flatMap((fix) => (fix.kind === "exclude" ? fix.digests : []));
  return { ...draft, excluded };
}

const blob = (digest: string): string => `blobs/${digest.replace(":", "/")}`;

describe("missing content of a source", () => {
  it("is found in an archive that docker save wrote for one platform", async () => {
    const file = path.join(bench.folder, "saved.tar");
    const tagged = { ...of(app), annotations: { "org.opencontainers.image.ref.name": "1" } };
    const saved = [amd64.config, amd64, app].map(
      ({ digest, bytes }) => [blob(digest), new TextDecoder().decode(bytes)] as const,
    );
    await writeFile(
      file,
      packFiles({
        "oci-layout": '{"imageLayoutVersion":"1.0.0"}',
        "index.json": JSON.stringify({ schemaVersion: 2, manifests: [tagged] }),
        ...Object.fromEntries(saved),
      }),
    );
    const draft = bench.draftOf([`oci-archive://${file}:1`], ["R/acme/other:1"]);
    const found = await findings(draft);
    expect(found).toMatchObject([
      {
        code: "missing_content",
        severity: "warning",
        message: expect.stringContaining(
          "linux/arm64/v8, linux/s390x, the attestation of linux/amd64, the attestation of linux/arm64/v8, the attestation of linux/s390x are missing",
        ) as string,
        subject: { kind: "source", id: "s0" },
        // The attestation is excluded with its image.
        fixes: [{ kind: "exclude", digests: [arm64.digest, s390x.digest, ofAmd64.digest] }],
      },
    ]);
    const without = remedied(draft, found);
    expect(await findings(without)).toEqual([]);
    const { rows } = contentOf(await bench.engine.composer.preview(without, signal));
    expect(rows.filter(({ kept }) => kept).map(({ platform }) => platform)).toEqual([
      "linux/amd64",
    ]);
  });

  it("is found in a mirror without attestations", async () => {
    seedImage(bench.registry, "acme/mirror", "1", app);
    const stored = bench.registry.repository("acme/mirror");
    for (const { digest } of attestations) {
      stored.manifests.delete(digest);
    }
    const draft = bench.draftOf(["R/acme/mirror:1"], ["R/acme/other:1"]);
    const found = await findings(draft);
    expect(found[0]?.message).toContain("the attestation of linux/amd64");
    expect(found[0]?.fixes).toEqual([
      { kind: "exclude", digests: [ofAmd64.digest, ofArm64.digest, ofS390x.digest] },
    ]);
    expect((await bench.push(remedied(draft, found))).failure).toBeUndefined();
    const pushed = bench.registry.repository("acme/other").manifests;
    expect([amd64, arm64, s390x].every(({ digest }) => pushed.has(digest))).toBe(true);
  });

  it("is found in an index with a deleted child", async () => {
    seedImage(bench.registry, "acme/cleaned", "1", app);
    const layout = `oci-layout://${path.join(bench.folder, "layout")}`;
    expect((await bench.push(bench.draftOf(["R/acme/cleaned:1"], [`${layout}:1`]))).failure).toBe(
      undefined,
    );
    bench.registry.repository("acme/cleaned").manifests.delete(s390x.digest);
    await rm(path.join(bench.folder, "layout", blob(s390x.config.digest)));
    const again = bench.restart();
    for (const source of ["R/acme/cleaned:1", `${layout}:1`]) {
      const draft = bench.draftOf([source], ["R/acme/other:1"]);
      const { id } = await again.composer.preview(draft, signal);
      const { findings: found } = await again.composer.losses(id, signal);
      expect(found).toMatchObject([
        {
          message: expect.stringContaining("linux/s390x is missing") as string,
          fixes: [{ digests: [s390x.digest] }],
        },
      ]);
    }
    await again.close();
  });

  it("is not reported if another source has it or it is excluded", async () => {
    seedImage(bench.registry, "acme/cleaned", "1", app);
    bench.registry.repository("acme/cleaned").manifests.delete(arm64.digest);
    const other = bench.draftOf(["R/acme/cleaned:1", "R/acme/app:arm64"], ["R/acme/other:1"]);
    expect(await findings(other)).toEqual([]);
    const without = bench.draftOf(["R/acme/cleaned:1"], [], { platforms: ["linux/amd64"] });
    expect(await findings(without)).toEqual([]);
  });

  it("has no fix if all entries are missing", async () => {
    seedImage(bench.registry, "acme/empty", "1", buildIndex({ entries: [s390x] }));
    bench.registry.repository("acme/empty").manifests.delete(s390x.digest);
    const [finding] = await findings(bench.draftOf(["R/acme/empty:1"]));
    expect(finding).toMatchObject({ code: "missing_content", fixes: [] });
  });

  it("repeats no request, and sends none for hundreds of entries", async () => {
    const many = Array.from({ length: 70 }, (_, at) =>
      buildImage({ platform: { os: "linux", architecture: `a${at}` }, layers: [{ at: `${at}` }] }),
    );
    seedImage(bench.registry, "acme/many", "1", buildIndex({ entries: many }));
    seedImage(bench.registry, "acme/few", "1", app);
    const heads = (): number =>
      bench.registry.requests.filter(
        ({ method, path: at }) => method === "HEAD" && at.includes("/manifests/sha256:"),
      ).length;
    await findings(bench.draftOf(["R/acme/many:1"]));
    expect(heads()).toBe(0);
    await findings(bench.draftOf(["R/acme/few:1"]));
    await findings(bench.draftOf(["R/acme/few:1"], ["R/acme/other:1"]));
    expect(heads()).toBe(6);
  });
});

it("refuses a push of missing content with its platform and role", async () => {
  seedImage(bench.registry, "acme/cleaned", "1", app);
  const stored = bench.registry.repository("acme/cleaned");
  for (const { digest } of [s390x, ofAmd64]) {
    stored.manifests.delete(digest);
  }
  await expect(
    bench.push(bench.draftOf(["R/acme/cleaned:1"], ["R/acme/other:1"])),
  ).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringMatching(
      /linux\/s390x \(sha256:.*the attestation of linux\/amd64 \(sha256:/,
    ) as string,
    hint: expect.stringContaining("exclude the entries") as string,
  });
});
