import { median, megabytes, milliseconds, seconds, table } from "./report.ts";
import type { StartMeasurement } from "./startBenchmarks.ts";
import type { StartTrace } from "./startTrace.ts";
import type { Parts } from "./traceParts.ts";

interface Column {
  readonly title: string;
  readonly of: (run: StartMeasurement) => number;
  readonly write: (value: number) => string;
  /** What the app is to reach, beside an empty one. */
  readonly wanted?: string;
  /** Whether to show the ratio: the time at rest is next to nothing. */
  readonly ratio: boolean;
}

const columns: readonly Column[] = [
  { title: "usable after", of: (run) => run.usableMs, write: milliseconds, ratio: true },
  {
    title: "CPU until then",
    of: (run) => run.usableCpuSeconds,
    write: seconds,
    wanted: "at most 1.50×",
    ratio: true,
  },
  { title: "CPU until at rest", of: (run) => run.restCpuSeconds, write: seconds, ratio: true },
  {
    title: "memory",
    of: (run) => run.bytes,
    write: megabytes,
    wanted: "at most 1.12×",
    ratio: true,
  },
  {
    title: "CPU at rest",
    of: (run) => run.idleShare,
    write: (share) => `${(share * 100).toFixed(2)} %`,
    wanted: "the same",
    ratio: false,
  },
];

/** Returns a table of the starts of the app and an empty one, with the ratio of their medians and the wanted one. */
export function startTable(measurements: readonly StartMeasurement[]): string {
  const apps = [...new Set(measurements.map(({ app }) => app))];
  const values = apps.map((app) => {
    const runs = measurements.filter((run) => run.app === app);
    return columns.map(({ of }) => median(runs.map(of)) ?? 0);
  });
  const rows = apps.map((app, at) => [
    app,
    ...columns.map(({ write }, column) => write(values[at]?.[column] ?? 0)),
  ]);
  const [own = [], empty = []] = values;
  const ratios = own.map((value, column) => {
    const base = empty[column] ?? 0;
    return base > 0 && columns[column]?.ratio === true ? `${(value / base).toFixed(2)}×` : "";
  });
  return table(
    ["", ...columns.map(({ title }) => title)],
    [...rows, ["ratio", ...ratios], ["wanted", ...columns.map(({ wanted }) => wanted ?? "")]],
  );
}

/** Parts of a kind that are shown. */
const maxParts = 15;

/** Returns tables of the parts of two traced starts, those first of which the app has most more than the empty one. */
export function traceTables([own, empty]: readonly StartTrace[]): string {
  if (own === undefined || empty === undefined) {
    return "";
  }
  const tableOf = (title: string, of: (trace: StartTrace) => Parts): string => {
    const [ownParts, emptyParts] = [of(own), of(empty)];
    const difference = (name: string): number =>
      (ownParts.get(name) ?? 0) - (emptyParts.get(name) ?? 0);
    const names = [...new Set([...ownParts.keys(), ...emptyParts.keys()])];
    const rows = names
      .toSorted((a, b) => difference(b) - difference(a))
      .slice(0, maxParts)
      .map((name) => [
        name,
        ...[ownParts, emptyParts].map((parts) => (parts.get(name) ?? 0).toFixed(1)),
      ]);
    return table([title, `${own.app}, ms`, `${empty.app}, ms`], rows);
  };
  return [
    tableOf("CPU by thread", ({ threads }) => threads),
    tableOf("CPU by event, without the events in it", ({ events }) => events),
    tableOf("JavaScript by package or folder", ({ scripts }) => scripts),
    [...own.files, ...empty.files].map((file) => `Trace: ${file}`).join("\n"),
  ].join("\n\n");
}
