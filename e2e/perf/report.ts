import { manifestry } from "./runTool.ts";
import type { PreviewMeasurement } from "./benchmarks.ts";
import type { InspectMeasurement } from "./inspectBenchmarks.ts";
import type { Measurement } from "./measurement.ts";
import type { WindowMeasurement } from "./windowBenchmarks.ts";

const begin = "<!-- npm run bench writes from here -->";
const end = "<!-- to here -->";

/**
 * Replaces the text between the two marker comments.
 * @throws Error if the text lacks them
 */
export function replaceBetweenMarkers(text: string, report: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`The text has no "${begin}" before "${end}".`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${report.trim()}\n\n${text.slice(to)}`;
}

interface Column {
  readonly title: string;
  /** Returns the value of a run, if it has one. */
  readonly of: (measurement: Measurement) => number | undefined;
  readonly write: (value: number) => string;
  /** Whether to show the ratio to Manifestry's value. */
  readonly ratio: boolean;
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const requests: Column = {
  title: "requests",
  of: ({ traffic }) => traffic?.requests,
  write: String,
  ratio: true,
};
const onTheWire: Column = {
  title: "on the wire",
  of: ({ traffic }) => traffic?.seconds,
  write: seconds,
  ratio: true,
};
const blobBytes: Column = {
  title: "blob bytes sent",
  of: ({ traffic }) => traffic?.blobBytes,
  write: String,
  ratio: false,
};
const wallTime: Column = {
  title: "whole run",
  of: ({ wallSeconds }) => wallSeconds,
  write: seconds,
  ratio: true,
};
const workTime: Column = {
  title: "without start",
  of: ({ metrics }) => metrics?.workSeconds,
  write: seconds,
  ratio: false,
};
const warm: Column = {
  title: "warm run",
  of: ({ warmSeconds }) => warmSeconds,
  write: seconds,
  ratio: false,
};
const peak: Column = {
  title: "peak memory",
  of: ({ peakBytes }) => peakBytes,
  write: megabytes,
  ratio: true,
};
const aboveIdle: Column = {
  title: "above idle",
  of: ({ metrics }) => metrics && metrics.peakBytes - metrics.idleBytes,
  write: megabytes,
  ratio: false,
};

export const columns = {
  combine: [requests, onTheWire, blobBytes, wallTime, warm, peak, aboveIdle],
  copy: [wallTime, workTime, peak, aboveIdle],
} as const;

/**
 * Returns a table of medians, with a row per tool in the order of first runs, and ratios to Manifestry.
 * @param versions versions by tool
 */
export function tableOf(
  measurements: readonly Measurement[],
  shown: readonly Column[],
  versions: Readonly<Record<string, string>>,
): string {
  const tools = [...new Set(measurements.map(({ tool }) => tool))];
  const medianOf = (tool: string, { of }: Column): number | undefined =>
    median(
      measurements
        .filter((measurement) => measurement.tool === tool)
        .flatMap((measurement) => of(measurement) ?? []),
    );
  const rows = tools.map((tool) => {
    const cells = shown.map((column) => {
      const value = medianOf(tool, column);
      if (value === undefined) {
        return "";
      }
      const own = medianOf(manifestry, column);
      const isCompared = column.ratio && tool !== manifestry && own !== undefined && own > 0;
      return column.write(value) + (isCompared ? ` (${(value / own).toFixed(1)}×)` : "");
    });
    return [`${tool} ${versions[tool] ?? ""}`.trim(), ...cells];
  });
  return table(["", ...shown.map(({ title }) => title)], rows);
}

/** Returns a table of memory by copied size. @param bySize Manifestry's runs by the size, as text */
export function memoryTable(bySize: Readonly<Record<string, readonly Measurement[]>>): string {
  const rows = Object.entries(bySize).map(([size, measurements]) => [
    size,
    ...columns.copy.map(({ of, write }) =>
      write(median(measurements.flatMap((one) => of(one) ?? [])) ?? 0),
    ),
  ]);
  return table(["copied", ...columns.copy.map(({ title }) => title)], rows);
}

export function previewTable(measurements: readonly PreviewMeasurement[]): string {
  const drafts = [...new Set(measurements.map(({ draft }) => draft))];
  const rows = drafts.map((draft) => {
    const runs = measurements.filter((measurement) => measurement.draft === draft);
    const medianOf = (of: (measurement: PreviewMeasurement) => number): string =>
      String(Math.round(median(runs.map(of)) ?? 0));
    return [
      draft,
      medianOf((run) => run.requests),
      `${medianOf((run) => run.afterLastByteMs)} ms`,
      `${medianOf((run) => run.blockMs)} ms`,
    ];
  });
  return table(["", "requests", "after the last response", "longest block"], rows);
}

export const milliseconds = (value: number): string => `${Math.round(value)} ms`;

/** Returns a table of the frames and the memory of the window, with the ratio to a list of plain rows. */
export function windowTable(measurements: readonly WindowMeasurement[]): string {
  const jobs = [...new Set(measurements.map(({ job }) => job))];
  const rows = jobs.map((job) => {
    const runs = measurements.filter((measurement) => measurement.job === job);
    const cell = (
      of: (run: WindowMeasurement) => number | undefined,
      write: (value: number) => string,
    ): string => {
      const value = median(runs.flatMap((run) => of(run) ?? []));
      return value === undefined ? "" : write(value);
    };
    const frames = (run: WindowMeasurement) => ("frames" in run ? run.frames : undefined);
    const plain = (run: WindowMeasurement) => ("plain" in run ? run.plain : undefined);
    return [
      job,
      cell((run) => frames(run)?.median, milliseconds),
      cell((run) => frames(run)?.worst, milliseconds),
      cell((run) => plain(run)?.median, milliseconds),
      cell((run) => plain(run)?.worst, milliseconds),
      cell((run) => ("bytes" in run ? run.bytes : undefined), megabytes),
    ];
  });
  const head = ["", "frame", "worst frame", "plain rows: frame", "worst", "memory"];
  return table(head, rows);
}

/** Returns a table of what Inspect takes, each beside what it may take and what a list of plain rows takes. */
export function inspectTable(measurements: readonly InspectMeasurement[]): string {
  const jobs = [...new Set(measurements.map(({ job }) => job))];
  const rows = jobs.map((job) => {
    const runs = measurements.filter((measurement) => measurement.job === job);
    const write = runs[0]?.unit === "bytes" ? megabytes : milliseconds;
    const cell = (values: readonly number[]): string => {
      const value = median(values);
      return value === undefined ? "" : write(value);
    };
    return [
      job,
      cell(runs.map(({ value }) => value)),
      cell(runs.flatMap(({ atMost }) => atMost ?? [])),
      cell(runs.flatMap(({ plain }) => plain ?? [])),
    ];
  });
  return table(["", "measured", "at most", "plain rows"], rows);
}

/** Returns a table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, position) => (position === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map(line).join("\n");
}

/** Returns the median; undefined without values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
