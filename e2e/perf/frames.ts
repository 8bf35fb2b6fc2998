import type { Page } from "@playwright/test";
import { median } from "./report.ts";

/** The times between frames of the window, in milliseconds. */
export interface FrameTimes {
  readonly median: number;
  readonly worst: number;
}

/** Summarizes the times between frames. */
function summarize(times: readonly number[]): FrameTimes {
  return { median: median(times) ?? 0, worst: Math.max(0, ...times) };
}

/** Measures the frames of the window while an action runs, and for half a second after it. */
export async function measureFrames(page: Page, action: () => Promise<void>): Promise<FrameTimes> {
  await page.evaluate(() => {
    const recorded: number[] = [];
    let last = performance.now();
    Object.assign(window, { recordedFrames: recorded });
    requestAnimationFrame(function record(now) {
      recorded.push(now - last);
      last = now;
      if ("recordedFrames" in window && window.recordedFrames === recorded) {
        requestAnimationFrame(record);
      }
    });
  });
  await action();
  await page.waitForTimeout(500);
  const times = await page.evaluate(() => {
    const recorded = (window as { recordedFrames?: number[] }).recordedFrames ?? [];
    Object.assign(window, { recordedFrames: undefined });
    return recorded.slice(1);
  });
  return summarize(times);
}

/** How a list is scrolled: down, then up again. */
interface Scroll {
  readonly frames: number;
  /** Pixels a frame. */
  readonly step: number;
}

/** Measures the frames of the window while a list is scrolled, a step each frame. */
export async function measureScroll(
  page: Page,
  selector: string,
  scroll: Scroll,
): Promise<FrameTimes> {
  const times = await page.evaluate(
    async ({ selector: wanted, frames, step }) => {
      const list = document.querySelector(wanted);
      if (list === null) {
        throw new Error(`The window has no ${wanted}.`);
      }
      list.scrollTop = 0;
      const recorded: number[] = [];
      const nextFrame = () =>
        new Promise<number>((done) => {
          requestAnimationFrame(done);
        });
      await nextFrame();
      let last = await nextFrame();
      for (let frame = 0; frame < frames; frame += 1) {
        list.scrollTop += frame < frames / 2 ? step : -step;
        const now = await nextFrame();
        recorded.push(now - last);
        last = now;
      }
      return recorded;
    },
    { selector, ...scroll },
  );
  return summarize(times);
}

/** The selector of the list that `addPlainList` adds. */
export const plainList = "[data-plain-list]";

/** Covers a list with one of plain rows, all rendered, as a yardstick. */
export async function addPlainList(page: Page, selector: string, count: number): Promise<void> {
  await page.evaluate(
    ({ selector: covered, count: rows }) => {
      const { top, left, width, height } =
        document.querySelector(covered)?.getBoundingClientRect() ?? new DOMRect();
      const list = document.createElement("div");
      list.dataset["plainList"] = "";
      Object.assign(list.style, {
        position: "fixed",
        zIndex: "100",
        top: `${top}px`,
        left: `${left}px`,
        width: `${width}px`,
        height: `${height}px`,
        overflow: "auto",
        background: "Canvas",
      });
      for (let row = 0; row < rows; row += 1) {
        const line = document.createElement("div");
        line.textContent = `linux(${row}.0)/amd64 9101…abcd app:1.4`;
        line.style.height = "48px";
        list.append(line);
      }
      document.body.append(list);
    },
    { selector, count },
  );
}

export async function removePlainList(page: Page): Promise<void> {
  await page.evaluate((selector) => document.querySelector(selector)?.remove(), plainList);
}
