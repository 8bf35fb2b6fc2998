import type { LaunchedApp } from "../launch.ts";

/** Measures the longest time in which the main process does nothing else while an action runs, in milliseconds. */
export async function longestBlock(
  app: LaunchedApp["app"],
  action: () => Promise<void>,
): Promise<number> {
  const watch = await app.evaluateHandle(() => {
    const watched = { longest: 0, last: performance.now(), timer: setTimeout(() => {}) };
    const tick = (): void => {
      const now = performance.now();
      watched.longest = Math.max(watched.longest, now - watched.last);
      watched.last = now;
      watched.timer = setTimeout(tick, 1);
    };
    tick();
    return watched;
  });
  try {
    await action();
    return await watch.evaluate(({ longest, timer }) => {
      clearTimeout(timer);
      return longest;
    });
  } finally {
    await watch.dispose();
  }
}
