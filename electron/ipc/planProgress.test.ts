import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Progress } from "../../shared/progress.ts";
import { reportInspection } from "./inspectProgress.ts";
import { reportPlan } from "./planProgress.ts";
import { ProgressReporter } from "./progressReporter.ts";

let sent: Progress[];
let reporter: ProgressReporter;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  reporter = new ProgressReporter((progress) => sent.push(progress));
});
afterEach(() => {
  vi.useRealTimers();
});

it("counts the manifests that a plan checks, then its blobs", () => {
  const progress = reportPlan(reporter);
  progress.onFound("manifest", 1500);
  for (let checked = 0; checked < 120; checked += 1) {
    progress.onChecked("manifest");
  }
  expect(sent).toEqual([]);
  vi.runAllTimers();
  const working = { kind: "working" } as const;
  const manifests = "Planning… 120 of 1,500 manifests checked";
  expect(sent).toEqual([{ ...working, message: manifests, done: 120, total: 1500 }]);
  for (let checked = 0; checked < 1380; checked += 1) {
    progress.onChecked("manifest");
  }
  progress.onFound("blob", 30);
  progress.onChecked("blob");
  vi.runAllTimers();
  const blobs = "Planning… 1 of 30 blobs checked";
  expect(sent.slice(1)).toEqual([{ ...working, message: blobs, done: 1, total: 30 }]);
});

it("sends nothing about a plan that is made at once", () => {
  reportPlan(reporter).onFound("manifest", 1);
  reporter.stop();
  vi.runAllTimers();
  expect(sent).toEqual([]);
});

it("says what an inspection reads if it takes long", () => {
  const progress = reportInspection(reporter);
  progress.onRead("manifest");
  progress.onRead("config", 7143);
  vi.runAllTimers();
  expect(sent).toMatchObject([{ kind: "working", message: "Reading config, 7,143 bytes…" }]);
});
