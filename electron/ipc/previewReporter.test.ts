import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Preview } from "../../shared/preview.ts";
import type { Progress } from "../../shared/progress.ts";
import { createPreviewReporter, type PreviewReporter } from "./previewReporter.ts";

const preview: Preview = {
  sources: {},
  result: { kind: "checking", rows: [] },
  findings: [],
  losses: [],
  command: "",
};
const attestation: Descriptor = { mediaType: "m", digest: "sha256:a", size: 1 };

let sent: Progress[];
let reporter: PreviewReporter;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  reporter = createPreviewReporter((progress) => sent.push(progress));
});
afterEach(() => {
  vi.useRealTimers();
});

it("passes on the rows once, then what was found since, in portions", () => {
  reporter.begin(500, () => preview);
  reporter.proceed(undefined);
  reporter.proceed(attestation);
  expect(sent).toEqual([]);
  vi.runAllTimers();
  expect(sent).toEqual([
    { kind: "preview", preview },
    { kind: "checking", done: 2, total: 500, found: [attestation] },
  ]);
  for (let more = 0; more < 100; more += 1) reporter.proceed(undefined);
  vi.runAllTimers();
  expect(sent.slice(2)).toEqual([{ kind: "checking", done: 102, total: 500, found: [] }]);
});

it.each([
  { images: 200, reports: 10 },
  { images: 201, reports: 1 },
])("reports $reports times a second of $images images", ({ images, reports }) => {
  reporter.begin(images, () => preview);
  vi.advanceTimersByTime(300);
  sent = [];
  for (let elapsed = 0; elapsed < 1000; elapsed += 10) {
    reporter.proceed(undefined);
    vi.advanceTimersByTime(10);
  }
  expect(sent).toHaveLength(reports);
});

it("says nothing of a preview that is whole at once, or without images to look up", () => {
  const describe = vi.fn(() => preview);
  reporter.begin(500, describe);
  reporter.proceed(attestation);
  reporter.stop();
  vi.runAllTimers();
  const other = createPreviewReporter((progress) => sent.push(progress));
  other.begin(0, describe);
  vi.runAllTimers();
  expect(sent).toEqual([]);
  expect(describe).not.toHaveBeenCalled();
});

it("says nothing any more once the preview has ended", () => {
  reporter.begin(2, () => preview);
  vi.runAllTimers();
  reporter.proceed(undefined);
  reporter.stop();
  reporter.proceed(undefined);
  vi.runAllTimers();
  expect(sent).toHaveLength(2);
});
