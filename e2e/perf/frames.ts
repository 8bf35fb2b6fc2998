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

/** When the result of an action was drawn. */
export interface Shown {
  /** Milliseconds from the key or click to the frame that shows the result. */
  readonly ms: number;
  /** When the frame was drawn, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Measures how long it takes from a key or click until its result is drawn.
 * @param selector matches nothing before
 */
export async function measureShown(
  page: Page,
  selector: string,
  action: () => Promise<void>,
): Promise<Shown> {
  const shown = await page.evaluateHandle((wanted) => {
    let input = 0;
    const note = ({ timeStamp }: Event): void => void (input = timeStamp);
    const events = ["keydown", "pointerdown"] as const;
    events.forEach((event) => addEventListener(event, note, { capture: true }));
    // Not returned itself: a promise would be awaited before the action.
    return {
      promise: new Promise<{ ms: number; at: number }>((done, fail) => {
        setTimeout(() => fail(new Error(`The window does not show ${wanted}.`)), 30_000);
        const look = (): void => {
          if (document.querySelector(wanted) === null) {
            requestAnimationFrame(look);
            return;
          }
          events.forEach((event) => removeEventListener(event, note, { capture: true }));
          // The task after this frame.
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener("message", () => {
            const now = performance.now();
            done({ ms: now - input, at: performance.timeOrigin + now });
          });
          port1.start();
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      }),
    };
  }, selector);
  try {
    await action();
    return await shown.evaluate(async ({ promise }) => await promise);
  } finally {
    await shown.dispose();
  }
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
