import type { Page } from "@playwright/test";
import {
  buildAttestation,
  buildIndex,
  type BuiltImage,
} from "../../electron/engine/sample/buildImage.ts";
import { spdxPredicateType } from "../../electron/testing/evidence.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { launchApp, type LaunchedApp } from "../launch.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { decodingJobs } from "./evidenceBenchmarks.ts";
import {
  addPlainList,
  measureFrames,
  measureScroll,
  measureShown,
  plainList,
  removePlainList,
  type Shown,
} from "./frames.ts";
import { largeSpdx } from "./largeSpdx.ts";
import { longestBlock } from "./mainBlocks.ts";
import { readPeakMemory, resetPeakMemory } from "./processTree.ts";
import { pushFilesImage, smallImages } from "./sourceImages.ts";
import { addTags, tagCount } from "./taggedRepository.ts";

/** What one job in Inspect takes. */
export interface InspectMeasurement {
  readonly job: string;
  readonly round: number;
  readonly unit: "ms" | "bytes";
  readonly value: number;
  /** What it may take. */
  readonly atMost?: number;
  /** What a list of plain rows takes in the same window. */
  readonly plain?: number;
}

type Measured = Omit<InspectMeasurement, "round">;

const entryCount = 2000;
const packageCount = 20_000;
const scroll = { frames: 240, step: 80 };
/** A frame at 60 Hz, rounded up, in milliseconds. */
const frameMs = 17;
/** The longest frame in which a window does not seem to stop, in milliseconds. */
const stallMs = 50;

/** Opens, scrolls and filters what is large in Inspect, in the real window. */
export async function measureInspect(rounds: number): Promise<readonly InspectMeasurement[]> {
  const index = buildIndex({ entries: smallImages(entryCount) });
  const manifest = new RegExp(`/acme/wide/manifests/(?:all|${index.digest})$`);
  let arrivedAt = 0;
  const registry = await startRegistry({
    hooks: {
      after({ method, path }, response) {
        if (method === "GET" && manifest.test(path)) {
          arrivedAt = performance.timeOrigin + performance.now();
        }
        return response;
      },
    },
  });
  const layers = await startDockerRegistry();
  const small = attestationOf(1900);
  const large = attestationOf(packageCount);
  seedImage(registry, "acme/wide", "all", index);
  seedImage(registry, "acme/bom", "small", small);
  seedImage(registry, "acme/bom", "large", large);
  addTags(registry);
  const { host } = registry;
  const jobs: readonly ((app: LaunchedApp) => Promise<readonly Measured[]>)[] = [
    (app) => measureIndex(app, `${host}/acme/wide:all`, () => arrivedAt),
    (app) => measureRaw(app, `${host}/acme/bom:small`, documentSize(small)),
    (app) => measurePackages(app, `${host}/acme/bom:large`, documentSize(large)),
    (app) => measureTags(app, `${host}/acme/tagged`),
    (app) => measureFiles(app, `${layers.host}/acme/files:1`),
    ...decodingJobs(registry),
  ];
  const measurements: InspectMeasurement[] = [];
  try {
    await pushFilesImage(layers.url, {
      repository: "acme/files",
      tag: "1",
      bytes: 1024 ** 3,
      files: 20_000,
    });
    for (let round = 1; round <= rounds; round += 1) {
      for (const job of jobs) {
        measurements.push(...(await inInspect(job)).map((measured) => ({ ...measured, round })));
      }
    }
    return measurements;
  } finally {
    await registry.close();
    await layers.close();
  }
}

/** An attestation with a bill of materials. */
function attestationOf(packages: number): BuiltImage {
  const [image] = smallImages(1);
  if (image === undefined) {
    throw new Error("There is no image to attest.");
  }
  const predicate = largeSpdx(packages);
  return buildAttestation(image, "entry", { predicateType: spdxPredicateType, predicate });
}

/** The size of the statement of an attestation: `1.0 MB`. */
function documentSize({ layers }: BuiltImage): string {
  return `${((layers[0]?.bytes.byteLength ?? 0) / 1e6).toFixed(1)} MB`;
}

async function inInspect<T>(measure: (app: LaunchedApp) => Promise<T>): Promise<T> {
  const app = await launchApp();
  try {
    await app.page.waitForLoadState("load");
    await new InspectPage(app.page).show();
    return await measure(app);
  } finally {
    await app.close();
  }
}

/** Opens an index and scrolls its entries. */
async function measureIndex(
  { page }: LaunchedApp,
  reference: string,
  arrivedAt: () => number,
): Promise<readonly Measured[]> {
  const list = "[role='grid'][aria-label='Entries of the index']";
  const rows = `${list}[aria-rowcount='${entryCount}'] [role='row']`;
  const shown = await measureShown(page, rows, () => new InspectPage(page).open(reference));
  const value = shown.at - arrivedAt();
  await page.waitForTimeout(2000);
  const frames = await measureScroll(page, list, scroll);
  await addPlainList(page, list, entryCount);
  const plain = await measureScroll(page, plainList, scroll);
  await removePlainList(page);
  const named = `${entryCount.toLocaleString("en")} entries`;
  return [
    { job: `index of ${named}: shown after its bytes arrived`, unit: "ms", value, atMost: 200 },
    {
      job: `scrolling ${named}: frame`,
      unit: "ms",
      value: frames.median,
      atMost: frameMs,
      plain: plain.median,
    },
    {
      job: `scrolling ${named}: worst frame`,
      unit: "ms",
      value: frames.worst,
      atMost: stallMs,
      plain: plain.worst,
    },
  ];
}

/** Opens an attestation, and focuses the link to its statement. */
async function showAttestation(page: Page, reference: string): Promise<void> {
  await new InspectPage(page).open(reference);
  await page.getByRole("button", { name: /^Inspect .*, SBOM/ }).focus();
}

/** Shows a bill of materials in Raw: indented, then as it is. */
async function measureRaw(
  { page }: LaunchedApp,
  reference: string,
  size: string,
): Promise<readonly Measured[]> {
  const lines = ".cm-content[aria-label='Raw bytes'] .cm-line";
  await showAttestation(page, reference);
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: "Packages" }).waitFor();
  const pretty = await measureShown(page, `${lines}:nth-child(10)`, () =>
    new InspectPage(page).showSection("Raw"),
  );
  const plain = await measureShown(page, `${lines}:only-child`, () =>
    page.getByText("Pretty", { exact: true }).click(),
  );
  return [
    { job: `SBOM of ${size}: Raw`, unit: "ms", value: plain.ms, atMost: 200 },
    { job: `SBOM of ${size}: Raw, pretty`, unit: "ms", value: pretty.ms, atMost: 300 },
  ];
}

/** Opens a bill of materials, filters and scrolls its packages. */
async function measurePackages(
  { app, page }: LaunchedApp,
  reference: string,
  size: string,
): Promise<readonly Measured[]> {
  const table = "[role='table'][aria-label='Packages']";
  const all = `${table}[aria-rowcount='${packageCount + 1}']`;
  await showAttestation(page, reference);
  let shown: Shown | undefined;
  let blockMs = 0;
  const opening = await measureFrames(page, async () => {
    blockMs = await longestBlock(app, async () => {
      shown = await measureShown(page, `${all} [role='cell']`, () => page.keyboard.press("Enter"));
    });
  });
  const scrolled = await measureScroll(page, table, scroll);
  await page.getByRole("textbox", { name: "Filter packages" }).focus();
  const key = await typeInto(page, { selector: table, text: "12345" });
  const named = `SBOM of ${packageCount.toLocaleString("en")} packages, ${size}`;
  return [
    { job: `${named}: shown`, unit: "ms", value: shown?.ms ?? 0, atMost: 1000 },
    {
      job: `${named}: worst frame meanwhile`,
      unit: "ms",
      value: opening.worst,
      atMost: stallMs,
    },
    {
      job: `${named}: longest block of the main process`,
      unit: "ms",
      value: blockMs,
      atMost: stallMs,
    },
    { job: `${named}: slowest key in the filter`, unit: "ms", value: key, atMost: stallMs },
    { job: `${named}: scrolling, frame`, unit: "ms", value: scrolled.median, atMost: frameMs },
    { job: `${named}: scrolling, worst frame`, unit: "ms", value: scrolled.worst },
  ];
}

/** Filters the tags of a repository. */
async function measureTags(
  { page }: LaunchedApp,
  repository: string,
): Promise<readonly Measured[]> {
  const list = "[role='grid'][aria-label='Tags']";
  await new InspectPage(page).open(repository);
  await page.locator(`${list}[aria-rowcount='${tagCount}']`).waitFor();
  await page.waitForTimeout(1500);
  await page.getByRole("textbox", { name: "Filter tags" }).focus();
  const value = await typeInto(page, { selector: list, text: "12.34" });
  const named = tagCount.toLocaleString("en");
  return [{ job: `${named} tags: slowest key in the filter`, unit: "ms", value, atMost: stallMs }];
}

/** Types a text of which each letter changes the number of rows. @returns the milliseconds of the slowest */
async function typeInto(
  page: Page,
  { selector, text }: { readonly selector: string; readonly text: string },
): Promise<number> {
  let slowest = 0;
  for (const letter of text) {
    const rows = await page.locator(selector).getAttribute("aria-rowcount");
    const changed = `${selector}:not([aria-rowcount='${rows}'])`;
    const { ms } = await measureShown(page, changed, () => page.keyboard.press(letter));
    slowest = Math.max(slowest, ms);
    await page.waitForTimeout(200);
  }
  return slowest;
}

/** Reads the files of a large layer. */
async function measureFiles(
  { app, page }: LaunchedApp,
  reference: string,
): Promise<readonly Measured[]> {
  const inspect = new InspectPage(page);
  await inspect.open(reference);
  await inspect.showSection("Files");
  await page.getByRole("option", { name: "Layer 1" }).click();
  const read = page.getByRole("button", { name: /^Read files/ });
  await read.waitFor();
  await page.waitForTimeout(1000);
  const pid = app.process().pid ?? 0;
  const isLinux = process.platform === "linux";
  const before = isLinux ? resetPeakMemory(pid) : 0;
  let shown: Shown | undefined;
  const frames = await measureFrames(page, async () => {
    const rows = "[role='tree'][aria-label='Files'] [role='treeitem']";
    shown = await measureShown(page, rows, () => read.click());
    await page
      .getByText(/20,?000 entries/)
      .first()
      .waitFor({ timeout: 120_000 });
  });
  const value = isLinux ? readPeakMemory(pid) - before : 0;
  const named = "files of a layer of 1 GiB";
  return [
    {
      job: `${named}: first rows after the click`,
      unit: "ms",
      value: shown?.ms ?? 0,
      atMost: 1000,
    },
    { job: `${named}: worst frame meanwhile`, unit: "ms", value: frames.worst, atMost: stallMs },
    ...(isLinux
      ? [{ job: `${named}: memory of all processes`, unit: "bytes", value, atMost: 150e6 } as const]
      : []),
  ];
}
