import type { Page } from "@playwright/test";
import { buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { launchApp, type LaunchedApp } from "../launch.ts";
import {
  addPlainList,
  type FrameTimes,
  measureFrames,
  measureScroll,
  plainList,
  removePlainList,
} from "./frames.ts";
import { smallImages } from "./sourceImages.ts";
import { addTags, tagCount } from "./taggedRepository.ts";

/** The frames of one job in the app's window. */
export interface FrameMeasurement {
  readonly job: string;
  readonly round: number;
  readonly frames: FrameTimes;
  /** The frames of a list of plain rows that was scrolled likewise, in the same window. */
  readonly plain?: FrameTimes;
}

/** The memory of the window's process. */
export interface MemoryMeasurement {
  readonly job: string;
  readonly round: number;
  /** Bytes above those with an empty draft. */
  readonly bytes: number;
}

export type WindowMeasurement = FrameMeasurement | MemoryMeasurement;

const entries = "[role='grid'][aria-label='Entries']";
const scroll = { frames: 240, step: 80 };

/** Scrolls, types and pastes in the real window, and measures its frames and memory. */
export async function measureWindow(rounds: number): Promise<readonly WindowMeasurement[]> {
  const registry = await startRegistry();
  const images = smallImages(2000);
  images.slice(0, 300).forEach((image, at) => seedImage(registry, "acme/many", `${at}`, image));
  for (const count of [500, 2000]) {
    const index = buildIndex({ entries: images.slice(0, count) });
    seedImage(registry, "acme/wide", `${count}`, index);
  }
  addTags(registry);
  const measurements: WindowMeasurement[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      measurements.push(
        ...(await inWindow((app) => measureIndex(app, registry, { round, count: 500 }))),
      );
      measurements.push(
        ...(await inWindow((app) => measureIndex(app, registry, { round, count: 2000 }))),
      );
      measurements.push(...(await inWindow((app) => measureTags(app, registry, round))));
      for (const where of ["the field", "the view"] as const) {
        measurements.push(await inWindow((app) => measurePaste(app, registry, { round, where })));
      }
    }
    return measurements;
  } finally {
    await registry.close();
  }
}

async function inWindow<T>(measure: (app: LaunchedApp) => Promise<T>): Promise<T> {
  const app = await launchApp();
  try {
    await app.page.waitForLoadState("load");
    return await measure(app);
  } finally {
    await app.close();
  }
}

interface IndexJob {
  readonly round: number;
  /** The number of entries. */
  readonly count: number;
}

/** Adds an index, scrolls its entries, and types in the fields below them. */
async function measureIndex(
  app: LaunchedApp,
  registry: TestRegistry,
  { round, count }: IndexJob,
): Promise<readonly WindowMeasurement[]> {
  const { page } = app;
  const empty = await readMemory(app);
  await addSources(page, `${registry.host}/acme/wide:${count}`);
  await page.locator(`${entries}[aria-rowcount='${count}']`).waitFor();
  await settle(page);
  const bytes = (await readMemory(app)) - empty;
  const frames = await measureScroll(page, entries, scroll);
  await addPlainList(page, entries, count);
  const plain = await measureScroll(page, plainList, scroll);
  await removePlainList(page);
  const named = count.toLocaleString("en");
  return [
    { job: `memory, ${named} entries`, round, bytes },
    { job: `scrolling ${named} entries`, round, frames, plain },
    ...(count === 500 ? await measureTyping(page, round) : []),
  ];
}

async function measureTyping(page: Page, round: number): Promise<readonly FrameMeasurement[]> {
  await page.getByRole("button", { name: "Add annotation" }).click();
  const typed = [];
  for (const [job, name, text] of [
    ["typing an annotation key, 500 platforms", "Key of annotation 1", "org.example.note"],
    [
      "typing an annotation value, 500 platforms",
      "Value of annotation 1",
      "a note of 25 letters long",
    ],
    ["typing an annotation scope, 500 platforms", "Scope of annotation 1", "linux/amd64"],
    ["typing a platform filter, 500 platforms", "Only these platforms", "linux/amd64, linux/arm64"],
  ] as const) {
    if (name === "Only these platforms") {
      await page.getByRole("tab", { name: /^Options/ }).click();
    }
    const field = page.getByLabel(name, { exact: true }).last();
    await field.click();
    const frames = await measureFrames(page, async () => {
      await page.keyboard.type(text, { delay: 90 });
      await settle(page);
    });
    typed.push({ job, round, frames });
  }
  return typed;
}

/** Filters and scrolls the tags of a repository. */
async function measureTags(
  { page }: LaunchedApp,
  registry: TestRegistry,
  round: number,
): Promise<readonly FrameMeasurement[]> {
  const list = "[role='grid'][aria-label='Tags']";
  await page.getByRole("tab", { name: "Inspect" }).click();
  const reference = page.getByRole("textbox", { name: "Reference to inspect" });
  await reference.fill(`${registry.host}/acme/tagged`);
  await reference.press("Enter");
  await page.locator(`${list}[aria-rowcount='${tagCount}']`).waitFor();
  await page.waitForTimeout(1500);
  const scrolled = await measureScroll(page, list, scroll);
  await page.getByRole("textbox", { name: "Filter tags" }).focus();
  const filtered = await measureFrames(page, async () => {
    await page.keyboard.type("1.4-alp", { delay: 200 });
  });
  const named = tagCount.toLocaleString("en");
  return [
    { job: `scrolling ${named} tags`, round, frames: scrolled },
    { job: `filtering ${named} tags`, round, frames: filtered },
  ];
}

interface PasteJob {
  readonly round: number;
  readonly where: "the field" | "the view";
}

/** Pastes 300 sources from the clipboard, into the field or outside of it, and waits for the result. */
async function measurePaste(
  { app, page }: LaunchedApp,
  registry: TestRegistry,
  { round, where }: PasteJob,
): Promise<FrameMeasurement> {
  const text = Array.from({ length: 300 }, (_, at) => `${registry.host}/acme/many:${at}`).join(
    "\n",
  );
  const field = page.getByRole("textbox", { name: "Add source" });
  if (where === "the field") {
    await field.focus();
  }
  // Playwright's `fill` would type the text line by line.
  const frames = await measureFrames(page, async () => {
    await app.evaluate(async ({ BrowserWindow, clipboard }, copied) => {
      await clipboard.writeText(copied);
      BrowserWindow.getAllWindows()[0]?.webContents.paste();
    }, text);
    if (where === "the field") {
      await page.getByText("Enter adds 300 sources").waitFor();
      await field.press("Enter");
    }
    await page.locator(`${entries}[aria-rowcount='300']`).waitFor();
    await settle(page);
  });
  return { job: `pasting 300 sources into ${where}`, round, frames };
}

async function addSources(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Add source" });
  await field.fill(text);
  await field.press("Enter");
}

/** Waits until the preview is fresh and its losses are known. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(600);
  await page.getByText("Computing…").waitFor({ state: "detached" });
  await page.waitForTimeout(400);
}

/** The memory of the window's process after a garbage collection, in bytes. */
async function readMemory({ app, page }: LaunchedApp): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  await page.waitForTimeout(300);
  const kibibytes = await app.evaluate(({ app: electron, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
    return electron.getAppMetrics().find((process) => process.pid === pid)?.memory.workingSetSize;
  });
  return (kibibytes ?? 0) * 1024;
}
