import { expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, signal, startWorkbench } from "../../testing/workbench.ts";
import { buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const key = "__proto__";
const { digest } = amd64;
const set = [{ key, value: "v" }];

it.each<[string, Partial<Draft>]>([
  [
    "the index",
    { annotations: [{ id: "a", scope: { kind: "index" }, key: ` ${key}`, value: "" }] },
  ],
  ["all entries", { annotations: [{ id: "a", scope: { kind: "entries" }, key, value: "v" }] }],
  ["an entry", { edits: [{ digest, annotations: set }] }],
  ["a manifest", { edits: [{ digest, manifest: { annotations: set } }] }],
])("an annotation of %s with a key that manifests cannot have is refused", async (_, more) => {
  seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
  const draft = bench.draftOf(["R/acme/app:1"], [], more);
  expect((await bench.engine.composer.preview(draft, signal)).result).toMatchObject({
    kind: "failed",
    error: { code: "annotation_invalid", message: `An annotation cannot have the key ${key}.` },
    rows: [{ descriptor: { digest } }],
  });
});
