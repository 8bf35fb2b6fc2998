import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { applyFix } from "../../shared/applyFix.ts";
import type { Draft } from "../../shared/draft.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../shared/oci/imageIndex.ts";
import type { Finding, Preview } from "../../shared/preview.ts";
import { digestOf } from "../engine/oci/digest.ts";
import { buildIndex, type BuiltImage } from "../engine/sample/buildImage.ts";
import { seedImage } from "./registry/seedImage.ts";
import { amd64, contentOf, signal, type Workbench } from "./workbench.ts";

/** An image listed with another descriptor than its own. */
export function listedAs(image: BuiltImage, change: Partial<Descriptor>): BuiltImage {
  return { ...image, descriptor: { ...image.descriptor, ...change } };
}

/** A manifest and its descriptor for linux/amd64. */
function manifestOf(document: object): Pick<BuiltImage, "bytes" | "digest" | "descriptor"> {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = digestOf(bytes);
  const { mediaType } = amd64;
  const platform = { os: "linux", architecture: "amd64" };
  return { bytes, digest, descriptor: { mediaType, digest, size: bytes.byteLength, platform } };
}

/** An image for linux/amd64 with zstd instead of gzip in the types of its layers. */
export function withZstd(gzip: BuiltImage): BuiltImage {
  const document = JSON.parse(Buffer.from(gzip.bytes).toString()) as {
    layers: { mediaType: string }[];
  };
  const layers = document.layers.map((layer) => ({
    ...layer,
    mediaType: layer.mediaType.replace("gzip", "zstd"),
  }));
  return { ...gzip, ...manifestOf({ ...document, layers }) };
}

/** Seeds an index. @returns its tag as a source */
export function seedIndex(
  bench: Workbench,
  tag: string,
  entries: Parameters<typeof buildIndex>[0]["entries"],
): string {
  seedImage(bench.registry, "acme/app", tag, buildIndex({ entries }));
  return `R/acme/app:${tag}`;
}

/** All findings of a draft, with what the registry says about its entries. */
export async function findingsOf(
  bench: Workbench,
  draft: Draft,
): Promise<{ readonly preview: Preview; readonly findings: readonly Finding[] }> {
  const preview = await bench.engine.composer.preview(draft, signal);
  const { findings, previewFindings = [] } = await bench.engine.composer.losses(preview.id, signal);
  return { preview, findings: [...previewFindings, ...findings, ...(preview.hints ?? [])] };
}

/** The result of a fix. */
export interface Fixed {
  readonly finding: Finding;
  /** The draft with the fix. */
  readonly draft: Draft;
  readonly entries: readonly Descriptor[];
  readonly text: string;
}

/**
 * Applies a fix of the only finding with a code, and expects it to be gone and the result to be pushed as previewed.
 * @param options.at the position of the fix
 */
export async function fix(
  bench: Workbench,
  draft: Draft,
  code: Finding["code"],
  { at = 0, repository = "acme/fixed" } = {},
): Promise<Fixed> {
  const { findings } = await findingsOf(bench, draft);
  const [finding, ...others] = findings.filter((found) => found.code === code);
  expect(others).toEqual([]);
  const chosen = finding?.fixes[at];
  if (finding === undefined || chosen === undefined) {
    throw new Error(`no fix for ${code} in ${JSON.stringify(findings)}`);
  }
  const fixed = applyFix(draft, chosen, randomUUID);
  const after = await findingsOf(bench, fixed);
  expect(after.findings.map((found) => found.code)).not.toContain(code);
  const content = contentOf(after.preview);
  const target = { id: "t", text: `${bench.registry.host}/${repository}:fixed` };
  const outcome = await bench.push({ ...fixed, targets: [target] });
  expect(outcome.failure).toBeUndefined();
  const pushed = bench.registry.repository(repository).manifests.get(content.digest);
  expect(Buffer.from(pushed?.bytes ?? []).toString()).toBe(content.text);
  const entries = (JSON.parse(content.text) as ImageIndex).manifests;
  return { finding, draft: fixed, entries, text: content.text };
}
