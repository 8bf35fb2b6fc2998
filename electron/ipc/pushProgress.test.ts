import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Progress } from "../../shared/progress.ts";
import { ProgressReporter } from "./progressReporter.ts";
import { reportPush } from "./pushProgress.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("sends the latest state of the steps that changed, and the sums, in batches", () => {
  const sent: Progress[] = [];
  const reporter = new ProgressReporter((progress) => sent.push(progress));
  const report = reportPush(reporter, 30, () => {}).onEvent;
  report({ id: "a", phase: "content", state: "running", bytes: 5 });
  report({ id: "a", phase: "content", state: "running", bytes: 10 });
  report({ id: "b", phase: "content", state: "running", bytes: 0 });
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

it("subtracts the bytes of a step that restarts, and sends the rest when flushed", () => {
  const sent: Progress[] = [];
  const reporter = new ProgressReporter((progress) => sent.push(progress));
  const report = reportPush(reporter, 20, () => {}).onEvent;
  report({ id: "a", phase: "content", state: "running", bytes: 15 });
  report({ id: "a", phase: "content", state: "running", bytes: 0 });
  report({ id: "t", phase: "tags", state: "done", bytes: 0 });
  reporter.flush();
  reporter.flush();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ phase: "tags", doneBytes: 0 });
});

it("reports the start at once, and the part that is done", () => {
  const sent: Progress[] = [];
  const shares: (number | undefined)[] = [];
  const reporter = new ProgressReporter((progress) => sent.push(progress));
  const report = reportPush(reporter, 20, (share) => shares.push(share));
  report.onStart();
  expect(sent).toMatchObject([{ kind: "pushing", phase: "content", doneBytes: 0, totalBytes: 20 }]);
  report.onEvent({ id: "a", phase: "content", state: "running", bytes: 5 });
  reporter.flush();
  report.onEvent({ id: "a", phase: "content", state: "running", bytes: 25 });
  reporter.flush();
  reportPush(reporter, 0, (share) => shares.push(share)).onStart();
  expect(shares).toEqual([0, 0.25, 1, undefined]);
});
