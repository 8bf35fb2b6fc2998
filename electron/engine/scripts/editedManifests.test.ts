import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { Draft, EntryEdit } from "../../../shared/draft.ts";
import type { Script, ScriptTool } from "../../../shared/script.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { crane } from "../../testing/servers/craneRegistry.ts";
import { placeStubTools } from "../../testing/stubTools.ts";
import { amd64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";

const arm = linux("arm");
const edits: EntryEdit[] = [
  { digest: arm.digest, manifest: { platform: { variant: "v7" } } },
  { digest: amd64.digest, manifest: { annotations: [{ key: "a", value: "it's" }] } },
];

const bench = perTest(async () => {
  const started = await startWorkbench();
  seedImage(started.registry, "acme/app", "arm", arm);
  return started;
});

async function scriptOf(tool: ScriptTool, draft: Draft): Promise<Script> {
  const { id } = await bench.engine.composer.preview(draft, signal);
  const script = bench.engine.composer.scripts(id).find((each) => each.tool === tool);
  if (!script) {
    throw new Error("no script");
  }
  return script;
}

const sources = ["R/acme/app:amd64", "R/acme/app:arm"];

it("buildx cannot edit manifests", async () => {
  const draft = bench.draftOf(sources, ["R/acme/app:1"], { edits });
  expect(await scriptOf("buildx", draft)).toMatchObject({
    kind: "impossible",
    reason: expect.stringContaining("buildx cannot edit manifests") as string,
  });
  const preview = await bench.engine.composer.preview(draft, signal);
  expect(preview.command).toBe("");
  expect((await bench.engine.planner.planPreview(preview.id, signal)).command).toBe("");
});

// Windows has no POSIX shell.
it.skipIf(process.platform === "win32")(
  "regctl puts the config, the manifests and the index, with their exact bytes",
  async () => {
    const draft = bench.draftOf(sources, ["R/acme/release:1"], { edits });
    const script = await scriptOf("regctl", draft);
    if (script.kind !== "written") {
      throw new Error(script.reason);
    }
    expect(script.sameBytes).toBe(true);
    const { calls, code } = await (await placeStubTools(bench.folder)).run(script.text, {});
    expect(code).toBe(0);
    const at = (rest: string): string => `${bench.registry.host}/acme/${rest}`;
    const plan = await bench.plan(draft);
    const [first, second] = contentOf(await bench.engine.composer.preview(draft, signal)).rows;
    expect(calls.map((words) => words.slice(1).filter((word) => !word.startsWith("--")))).toEqual([
      ["image", "copy", at(`app@${amd64.digest}`), at(`release@${amd64.digest}`)],
      ["manifest", "put", amd64.mediaType, at(`release@${first?.becomes?.digest}`)],
      ["image", "copy", at(`app@${arm.digest}`), at(`release@${arm.digest}`)],
      ["blob", "put", at("release")],
      ["manifest", "put", arm.mediaType, at(`release@${second?.becomes?.digest}`)],
      ["manifest", "put", plan.root.mediaType, at("release:1")],
    ]);
    for (const { data } of [plan.root, ...(plan.created ?? [])]) {
      const text = Buffer.from(data, "base64").toString().replaceAll("'", `'\\''`);
      expect(script.text).toContain(text);
    }
  },
);

it("crane cannot write a Docker list of edited manifests", async () => {
  const draft = bench.draftOf(sources, ["R/acme/release:1"], {
    edits: [amd64, arm].map(({ digest }) => ({ digest, manifest: { convertTo: "docker" } })),
  });
  expect(await scriptOf("crane", draft)).toMatchObject({ kind: "impossible" });
});

it.skipIf(crane === undefined || process.platform === "win32").each([
  ["an index", sources, {}],
  ["a single image", sources.slice(1), { preferIndex: false }],
])("crane itself pushes %s with the same bytes", async (_, names, more) => {
  const draft = bench.draftOf(names, ["R/acme/release:1", "R/acme/release:2"], { edits, ...more });
  const script = await scriptOf("crane", draft);
  if (script.kind !== "written") {
    throw new Error(script.reason);
  }
  const env = { PATH: `${path.dirname(crane ?? "")}:/usr/bin:/bin`, HOME: bench.folder };
  await promisify(execFile)("/bin/sh", ["-c", script.text], { env });
  const { tags, manifests, blobs } = bench.registry.repository("acme/release");
  const { root, created = [] } = await bench.plan(draft);
  expect([...tags.values()]).toEqual([root.digest, root.digest]);
  for (const { digest, data } of [root, ...created]) {
    const bytes = manifests.get(digest)?.bytes ?? blobs.get(digest);
    expect(Buffer.from(bytes ?? []).toString("base64")).toBe(data);
  }
});
