import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { AnnotationScope, Draft } from "../../../shared/draft.ts";
import type { Plan } from "../../../shared/plan.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { buildxCommandOfPlan } from "./buildxCommand.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);

const at = (name: string): string => `${bench.registry.host}/${name}`;

async function planOf(draft: Draft): Promise<Plan> {
  const shown = await bench.engine.composer.preview(draft, signal);
  return await bench.engine.planner.planPreview(shown.id, signal);
}

async function retagOf(source: string, targets: readonly string[]): Promise<Plan> {
  const copyReferrers = { referrers: "none", digestTags: false } as const;
  return await bench.engine.planner.planRetag({ source, targets, copyReferrers }, signal);
}

/** Returns the words of a command as a POSIX shell splits them. */
function wordsOf(command: string): readonly string[] {
  const script = `docker() { for word; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

/** Returns the digest of what `imagetools create` creates from a command. */
async function resultOf(command: string): Promise<string> {
  const args = [...wordsOf(command)];
  expect(args.splice(0, 3)).toEqual(["buildx", "imagetools", "create"]);
  const draft = bench.draftOf([]);
  const dryRunIndex = {
    ...draft,
    sources: [...draft.sources],
    targets: [...draft.targets],
    annotations: [...draft.annotations],
  };
  for (let word = args.shift(); word !== undefined; word = args.shift()) {
    const id = String(args.length);
    if (word === "-t") {
      dryRunIndex.targets.push({ id, text: args.shift() ?? "" });
    } else if (word === "--annotation") {
      const parts = /^[a-z-]+(?:\[(.*)\])?:([^=]*)=(.*)$/.exec(args.shift() ?? "");
      const [, platform, key = "", value = ""] = parts ?? [];
      const scope: AnnotationScope =
        platform === undefined ? { kind: "index" } : { kind: "platform", platform };
      dryRunIndex.annotations.push({ id, scope, key, value });
    } else if (word === "--prefer-index=false") {
      dryRunIndex.preferIndex = false;
    } else {
      dryRunIndex.sources.push({ id, text: word });
    }
  }
  return contentOf(await bench.engine.composer.preview(dryRunIndex, signal)).digest;
}

// A POSIX shell splits the command; Windows has none.
describe.skipIf(process.platform === "win32")(
  "buildxCommandOfPlan returns a command that creates the same bytes",
  () => {
    it("for a new index with attestations and annotations", async () => {
      seedImage(
        bench.registry,
        "acme/app",
        "multi",
        buildIndex({ entries: [amd64, buildAttestation(amd64)] }),
      );
      const draft = bench.draftOf(["R/acme/app:multi", "R/acme/app:arm64"], ["R/acme/app:1"], {
        annotations: [
          { id: "1", scope: { kind: "index" }, key: "k", value: "it's $HOME" },
          { id: "2", scope: { kind: "platform", platform: "linux/arm64" }, key: "l", value: "v" },
        ],
      });
      const plan = await planOf(draft);
      const command = buildxCommandOfPlan(plan);
      expect(await resultOf(command)).toBe(plan.root.digest);
      expect(await resultOf(plan.command)).toBe(plan.root.digest);
    });

    it("for copied content, by its digest", async () => {
      const plan = await retagOf(at("acme/app:amd64"), [at("acme/app:1"), at("acme/other:2")]);
      expect(plan.command).toBe(
        `docker buildx imagetools create -t ${at("acme/app:1")} -t ${at("acme/other:2")} --prefer-index=false ${at(`acme/app@${amd64.digest}`)}`,
      );
      expect(await resultOf(plan.command)).toBe(amd64.digest);
    });
  },
);

describe("returns no command for", () => {
  it.each([
    ["an archive as the target", ["R/acme/app:amd64"], "oci-archive://F/a.tar:1"],
    ["entries of several repositories", ["R/acme/app:amd64", "R/acme/app:arm64"], "R/acme/other:1"],
    ["an index in the index", ["R/acme/app:nested", "R/acme/app:arm64"], "R/acme/app:1"],
  ])("%s", async (_, sources, target) => {
    const inner = buildIndex({ entries: [amd64] });
    seedImage(bench.registry, "acme/app", "nested", buildIndex({ entries: [inner] }));
    const plan = await planOf(bench.draftOf(sources, [target.replace("F", bench.folder)]));
    expect(buildxCommandOfPlan(plan)).toBe("");
  });

  it("a restore, and bytes that do not match their digest", async () => {
    const retag = await retagOf(at("acme/app:amd64"), [at("acme/app:arm64")]);
    const { journalId } = await bench.engine.push(retag.id, { report: () => {} }, signal);
    const restore = await bench.engine.planner.planRestore(
      { journalId, name: at("acme/app:arm64") },
      signal,
    );
    expect(restore.command).toBe("");
    const dryRunIndex = await planOf(bench.draftOf(["R/acme/app:amd64"], ["R/acme/app:1"]));
    const { data: _, ...root } = dryRunIndex.root;
    expect(buildxCommandOfPlan({ ...dryRunIndex, root: { ...root, data: "e30=" } })).toBe("");
  });
});
