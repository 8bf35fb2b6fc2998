import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Preview } from "../../shared/preview.ts";
import type { Progress } from "../../shared/progress.ts";
import type { PreviewProgress } from "../engine/compose/preview.ts";
import { reportPreview } from "./previewProgress.ts";
import { ProgressReporter } from "./progressReporter.ts";

const preview: Preview = {
  id: "p",
  sources: {},
  result: { kind: "checking", rows: [] },
  findings: [],
  losses: [],
  command: "",
};
const attestation: Descriptor = { mediaType: "m", digest: "sha256:a", size: 1 };

let sent: Progress[];
let reporter: ProgressReporter;
let watch: PreviewProgress;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  reporter = new ProgressReporter((progress) => sent.push(progress));
  watch = reportPreview(reporter);
});
afterEach(() => {
  vi.useRealTimers();
});

it("sends the entries once, then what was found since, in batches", () => {
  watch.onSearch(500, () => preview);
  watch.onImage(undefined);
  watch.onImage(attestation);
  expect(sent).toEqual([]);
  vi.runAllTimers();
  expect(sent).toEqual([
    { kind: "preview", preview },
    { kind: "checking", done: 2, total: 500, found: [attestation] },
  ]);
  for (let more = 0; more < 100; more += 1) {
    watch.onImage(undefined);
  }
  vi.runAllTimers();
  expect(sent.slice(2)).toEqual([{ kind: "checking", done: 102, total: 500, found: [] }]);
});

it.each([
  { images: 200, reports: 10 },
  { images: 201, reports: 1 },
])("reports $reports times a second of $images images", ({ images, reports }) => {
  watch.onSearch(images, () => preview);
  vi.advanceTimersByTime(300);
  sent = [];
  for (let elapsed = 0; elapsed < 1000; elapsed += 10) {
    watch.onImage(undefined);
    vi.advanceTimersByTime(10);
  }
  expect(sent).toHaveLength(reports);
});

it("sends nothing for a preview that is complete at once, or without images to look up", () => {
  const describe = vi.fn(() => preview);
  watch.onSearch(500, describe);
  watch.onImage(attestation);
  reporter.stop();
  vi.runAllTimers();
  const other = reportPreview(new ProgressReporter((progress) => sent.push(progress)));
  other.onSearch(0, describe);
  vi.runAllTimers();
  expect(sent).toEqual([]);
  expect(describe).not.toHaveBeenCalled();
});

it("sends nothing after the preview has ended", () => {
  watch.onSearch(2, () => preview);
  vi.runAllTimers();
  watch.onImage(undefined);
  reporter.stop();
  watch.onImage(undefined);
  vi.runAllTimers();
  expect(sent).toHaveLength(2);
});

it("sends the states of sources in batches", () => {
  const failure = { code: "not_found", message: "", retryable: false } as const;
  watch.onSource("a", { kind: "failed", error: failure });
  watch.onSource("b", { kind: "resolving" });
  expect(sent).toEqual([]);
  vi.runAllTimers();
  watch.onSource("b", { kind: "failed", error: failure });
  vi.runAllTimers();
  const failed = { kind: "failed", error: failure };
  expect(sent).toEqual([
    { kind: "sources", states: { a: failed, b: { kind: "resolving" } } },
    { kind: "sources", states: { b: failed } },
  ]);
});

it("replaces entries that are being looked up by the preview without missing sources", () => {
  const partial = { ...preview, id: "partial" };
  watch.onSearch(2, () => preview);
  watch.onPartial(partial);
  expect(sent).toEqual([{ kind: "preview", preview: partial }]);
  watch.onSearch(1, () => preview);
  watch.onImage(undefined);
  vi.runAllTimers();
  expect(sent.slice(1)).toEqual([
    { kind: "preview", preview },
    { kind: "checking", done: 1, total: 1, found: [] },
  ]);
});
