import { setImmediate as yieldToEventLoop } from "node:timers/promises";

/** Items that are sorted, or merged, in one turn of the event loop: a few milliseconds. */
const itemsPerTurn = 4096;

/** Sorts any number of items without holding up the event loop. @returns a sorted copy; equal items keep their order */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<readonly T[]> {
  let sorted: T[] = [];
  for (let start = 0; start < items.length; start += itemsPerTurn) {
    const run = items.slice(start, start + itemsPerTurn).toSorted(compare);
    if (run.length === items.length) {
      return run;
    }
    // Not spread: a call has a limited number of arguments.
    run.forEach((item) => sorted.push(item));
    await yieldToEventLoop();
  }
  for (let width = itemsPerTurn; width < sorted.length; width *= 2) {
    sorted = await mergeRuns(sorted, width, compare);
  }
  return sorted;
}

/** Merges each two sorted runs of a width. */
async function mergeRuns<T>(
  items: readonly T[],
  width: number,
  compare: (a: T, b: T) => number,
): Promise<T[]> {
  const merged: T[] = [];
  for (let start = 0; start < items.length; start += width * 2) {
    const middle = Math.min(start + width, items.length);
    const end = Math.min(start + width * 2, items.length);
    let [left, right] = [start, middle];
    while (left < middle || right < end) {
      const takesLeft =
        right === end || (left < middle && compare(items[left] as T, items[right] as T) <= 0);
      merged.push(items[takesLeft ? left : right] as T);
      left += Number(takesLeft);
      right += Number(!takesLeft);
      if (merged.length % itemsPerTurn === 0) {
        await yieldToEventLoop();
      }
    }
  }
  return merged;
}
