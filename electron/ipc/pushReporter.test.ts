import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Progress } from "../../shared/progress.ts";
import { createPushReporter } from "./pushReporter.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("passes on in portions: the steps that changed, as they stand last, and the sums", () => {
  const sent: Progress[] = [];
  const reporter = createPushReporter(30, (progress) => sent.push(progress));
  reporter.report({ id: "a", phase: "content", state: "running", bytes: 5 });
  reporter.report({ id: "a", phase: "content", state: "running", bytes: 10 });
  reporter.report({ id: "b", phase: "content", state: "running", bytes: 0 });
  expect(sent).toEqual([]);
  vi.runAllTimers();
  expect(sent).toEqual([
    {
      kind: "pushing",
      phase: "content",
      doneBytes: 10,
      totalBytes: 30,
      steps: [
        { id: "a", state: "running", bytes: 10 },
        { id: "b", state: "running", bytes: 0 },
      ],
    },
  ]);
});

it("takes back the bytes of a step that starts anew, and flushes what is left at the end", () => {
  const sent: Progress[] = [];
  const reporter = createPushReporter(20, (progress) => sent.push(progress));
  reporter.report({ id: "a", phase: "content", state: "running", bytes: 15 });
  reporter.report({ id: "a", phase: "content", state: "running", bytes: 0 });
  reporter.report({ id: "t", phase: "tags", state: "done", bytes: 0 });
  reporter.flush();
  reporter.flush();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ phase: "tags", doneBytes: 0 });
});
