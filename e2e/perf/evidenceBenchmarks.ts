import { gzipSync } from "node:zlib";
import { digestOf } from "../../electron/engine/oci/digest.ts";
import { writeHeader } from "../../electron/engine/stores/archive/tarHeader.ts";
import { estargzOf, type TestLayer } from "../../electron/testing/layers.ts";
import type { TestRegistry } from "../../electron/testing/registry/registry.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { LaunchedApp } from "../launch.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { measureFrames, measureShown, type Shown } from "./frames.ts";
import { type LargeDocument, largeDocuments } from "./largeDocuments.ts";
import { longestBlock } from "./mainBlocks.ts";

/** What decoding one content takes. */
interface DecodingMeasurement {
  readonly job: string;
  readonly unit: "ms";
  readonly value: number;
  readonly atMost?: number;
}

/** Opens one content, in an app of its own. */
export type DecodingJob = (app: LaunchedApp) => Promise<readonly DecodingMeasurement[]>;

/** The longest frame, and block of the main process, in which a window does not seem to stop, in milliseconds. */
const stallMs = 50;
const entryCount = 100_000;

/** Puts content of each kind that is decoded into the registry. @returns what opens each */
export function decodingJobs(registry: TestRegistry): readonly DecodingJob[] {
  const { blobs } = registry.repository("acme/evidence");
  const small = Buffer.from('{"spdxVersion":"SPDX-2.3"}');
  blobs.set(digestOf(small), small);
  const first = `${registry.host}/acme/evidence@${digestOf(small)}`;
  const documents = largeDocuments().map(({ document, name, shows }): DecodingJob => {
    const bytes = Buffer.from(JSON.stringify(document));
    blobs.set(digestOf(bytes), bytes);
    const reference = `${registry.host}/acme/evidence@${digestOf(bytes)}`;
    const named = `${name}, ${megabytes(bytes)}`;
    return async (app) => {
      // The first request of an app also loads the engine.
      await new InspectPage(app.page).open(first);
      await app.page.getByText("SPDX 2.3").waitFor();
      // Raw is preloaded.
      await app.page.waitForTimeout(2000);
      return await measureDocument(app, reference, { name: named, shows });
    };
  });
  const layers = Object.entries(largeLayers()).map(([name, layer], at): DecodingJob => {
    seedLayer(registry, `layer${at}`, layer);
    const reference = `${registry.host}/acme/evidence:layer${at}`;
    return async (app) => await measureEntries(app, reference, name);
  });
  return [...documents, ...layers];
}

function megabytes({ byteLength }: Uint8Array): string {
  return `${(byteLength / 1e6).toFixed(1)} MB`;
}

/** Layers with many entries: an archive of empty files, and a table of contents. */
function largeLayers(): Readonly<Record<string, TestLayer>> {
  const names = Array.from({ length: entryCount }, (_, at) => `usr/m${Math.floor(at / 50)}/f${at}`);
  const entries = names.map((name) => ({
    name,
    type: "reg",
    size: 1000,
    mode: 0o644,
    modtime: "2026-01-31T12:00:00Z",
    digest: digestOf(name),
    offset: 1,
  }));
  const toc = JSON.stringify({ version: 1, entries });
  const archive = Buffer.concat([...names.map((name) => writeHeader(name, 0)), Buffer.alloc(1024)]);
  return {
    "archive of 100,000 files": { bytes: gzipSync(archive, { level: 1 }) },
    "table of contents of 100,000 files": {
      ...estargzOf({ a: "1" }, () => toc),
      annotations: { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) },
    },
  };
}

function seedLayer(registry: TestRegistry, tag: string, { bytes, annotations }: TestLayer): void {
  const stored = registry.repository("acme/evidence");
  const put = (mediaType: string, content: Uint8Array) => {
    stored.blobs.set(digestOf(content), content);
    return { mediaType, digest: digestOf(content), size: content.byteLength };
  };
  const config = {
    os: "linux",
    architecture: "amd64",
    config: {},
    rootfs: { type: "layers", diff_ids: [digestOf("")] },
  };
  const layer = put("application/vnd.oci.image.layer.v1.tar+gzip", bytes);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: put(mediaTypes.ociConfig, Buffer.from(JSON.stringify(config))),
      layers: [{ ...layer, ...(annotations === undefined ? {} : { annotations }) }],
    }),
  );
  stored.manifests.set(digestOf(manifest), { mediaType: mediaTypes.ociManifest, bytes: manifest });
  stored.tags.set(tag, digestOf(manifest));
}

/** Measures an action until its result is shown: the time, the worst frame, and the longest block of the main process. */
async function measureAll(
  { app, page }: LaunchedApp,
  { job, shows }: { readonly job: string; readonly shows: string },
  action: () => Promise<void>,
): Promise<readonly DecodingMeasurement[]> {
  let shown: Shown | undefined;
  let blockMs = 0;
  const frames = await measureFrames(page, async () => {
    blockMs = await longestBlock(app, async () => {
      shown = await measureShown(page, shows, action);
      // What is sent after the first rows.
      await page.waitForTimeout(1000);
    });
  });
  const limits = { unit: "ms", atMost: stallMs } as const;
  return [
    { job: `${job}: shown`, unit: "ms", value: shown?.ms ?? 0 },
    { job: `${job}: worst frame meanwhile`, value: frames.worst, ...limits },
    { job: `${job}: longest block of the main process`, value: blockMs, ...limits },
  ];
}

async function measureDocument(
  app: LaunchedApp,
  reference: string,
  { name, shows }: Pick<LargeDocument, "name" | "shows">,
): Promise<readonly DecodingMeasurement[]> {
  return await measureAll(app, { job: name, shows }, async () => {
    await new InspectPage(app.page).open(reference);
  });
}

async function measureEntries(
  app: LaunchedApp,
  reference: string,
  name: string,
): Promise<readonly DecodingMeasurement[]> {
  const { page } = app;
  const inspect = new InspectPage(page);
  await inspect.open(reference);
  await inspect.showSection("Files");
  await page.getByRole("option", { name: "Layer 1" }).click();
  const read = page.getByRole("button", { name: /^Read (?:files|its table of contents)/ });
  await read.waitFor();
  const shows = "[role='tree'][aria-label='Files'] [role='treeitem']";
  return await measureAll(app, { job: name, shows }, async () => {
    await read.click();
    await page
      .getByText(/100,?000 entries/)
      .first()
      .waitFor({ timeout: 60_000 });
  });
}
