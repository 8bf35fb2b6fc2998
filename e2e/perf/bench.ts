import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundleProgram } from "../../electron/testing/bundleProgram.ts";
import { manifestry, manifestryTool, versionOf } from "./runTool.ts";
import {
  combine,
  copy,
  preview,
  type PreviewMeasurement,
  type BenchContext,
} from "./benchmarks.ts";
import {
  columns,
  inspectTable,
  memoryTable,
  previewTable,
  replaceBetweenMarkers,
  tableOf,
  windowTable,
} from "./report.ts";
import { type InspectMeasurement, measureInspect } from "./inspectBenchmarks.ts";
import type { Measurement } from "./measurement.ts";
import { findTool, type FoundTool, peers } from "./tools.ts";
import { measureStart, type StartMeasurement } from "./startBenchmarks.ts";
import { startTable, traceTables } from "./startReport.ts";
import { measureWindow, type WindowMeasurement } from "./windowBenchmarks.ts";

const top = path.resolve(import.meta.dirname, "../..");
const gibibyte = 1024 ** 3;
/** Rounds without `--rounds`; starts differ more from each other than other jobs. */
const defaultRounds = 3;
const defaultStartRounds = 5;

/** A section of the report. */
interface Section {
  readonly title: string;
  readonly measurements: readonly (
    | Measurement
    | PreviewMeasurement
    | InspectMeasurement
    | StartMeasurement
    | WindowMeasurement
  )[];
  readonly table: string;
}

/** The context of all sections. */
interface Bench extends BenchContext {
  readonly engine: FoundTool;
  readonly bundle: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the start. */
  readonly startRounds: number;
  /** Whether to trace the start. */
  readonly isTraced: boolean;
}

/** The benchmarks by the names that `--jobs` accepts. */
const benchmarks: Readonly<Record<string, (bench: Bench) => Promise<Section>>> = {
  same: (bench) =>
    combineSection(bench, "same", "20 images into an index, in their own repository"),
  other: (bench) => combineSection(bench, "other", "20 images into an index in another repository"),
  async copy(bench) {
    const measurements = await copy(bench, gibibyte);
    const table = tableOf(measurements, columns.copy, bench.versions);
    return { title: "An image of 1 GiB to another registry", measurements, table };
  },
  async memory(bench) {
    const alone = { ...bench, tools: [bench.engine] };
    const bySize = { "100 MB": await copy(alone, 1e8), "4 GB": await copy(alone, 4e9) };
    const measurements = Object.values(bySize).flat();
    return { title: "Copies of other sizes", measurements, table: memoryTable(bySize) };
  },
  async preview(bench) {
    const measurements = await preview(bench.engine, bench.bundle, bench);
    return { title: "Previews", measurements, table: previewTable(measurements) };
  },
  async window(bench) {
    const measurements = await measureWindow(bench.rounds);
    return { title: "The window", measurements, table: windowTable(measurements) };
  },
  async inspect(bench) {
    const measurements = await measureInspect(bench.rounds);
    return { title: "Inspect, in the window", measurements, table: inspectTable(measurements) };
  },
  async start(bench) {
    const { measurements, traces } = await measureStart(bench.startRounds, bench.isTraced);
    if (traces.length > 0) {
      console.log(`\n${traceTables(traces)}`);
    }
    const title = `The start, packaged, beside an empty app that is packaged likewise; rounds: ${bench.startRounds}`;
    return { title, measurements, table: startTable(measurements) };
  },
};

async function combineSection(
  bench: Bench,
  where: "same" | "other",
  title: string,
): Promise<Section> {
  const measurements = await combine(bench, where);
  return { title, measurements, table: tableOf(measurements, columns.combine, bench.versions) };
}

/**
 * Compares the engine with the installed tools, in `PEERS` (a list of folders like PATH) or on PATH. Every run is
 * written to out/reports, a run of all benchmarks also to the README. With `--trace`, the start is also traced.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string" },
      jobs: { type: "string", default: Object.keys(benchmarks).join(",") },
      trace: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds ?? defaultRounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`Invalid number of rounds: ${values.rounds}`);
  }
  const chosen = values.jobs.split(",").map((name) => {
    const benchmark = benchmarks[name];
    if (!benchmark) {
      throw new Error(`No job named "${name}": there are ${Object.keys(benchmarks).join(", ")}.`);
    }
    return benchmark;
  });
  const folder = await mkdtemp(path.join(tmpdir(), "bench-"));
  // The registries also store gigabytes there.
  process.env["TMPDIR"] = folder;
  removeOnSignal(folder);
  const home = path.join(folder, "home");
  await mkdir(home);
  try {
    const bench = {
      ...(await openBench(rounds, home)),
      startRounds: values.rounds === undefined ? defaultStartRounds : rounds,
      isTraced: values.trace,
    };
    const sections: Section[] = [];
    for (const benchmark of chosen) {
      const section = await benchmark(bench);
      sections.push(section);
      console.log(`\n${section.title}\n\n${section.table}`);
    }
    const missing = missingNames(bench);
    if (missing.length > 0) {
      console.log(`\nNot installed, not measured: ${missing.join(", ")}.`);
    }
    const record = { machine: machine(), versions: bench.versions, missing, rounds, sections };
    await mkdir(path.join(top, "out/reports"), { recursive: true });
    await writeFile(path.join(top, "out/reports/bench.json"), JSON.stringify(record, null, 2));
    if (chosen.length === Object.keys(benchmarks).length) {
      await writeReadme(sections, missing, rounds);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** On SIGINT and SIGTERM: exits, which stops the servers, then removes their data. */
function removeOnSignal(folder: string): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
      process.exit(1);
    });
  }
}

async function openBench(
  rounds: number,
  home: string,
): Promise<Omit<Bench, "startRounds" | "isTraced">> {
  const entry = path.join(import.meta.dirname, "engineProcess.ts");
  const bundle = await bundleProgram(entry, path.join(top, "out/bench"));
  // The app's runtime, if the set-up found it.
  const engine = {
    tool: manifestryTool(bundle),
    path: process.env["ELECTRON_EXEC_PATH"] ?? process.execPath,
  };
  const folders = [process.env["PEERS"], process.env["PATH"]].join(path.delimiter);
  const found = peers.flatMap((tool) => findTool(tool, folders) ?? []);
  const versions: Record<string, string> = {};
  for (const peer of found) {
    versions[peer.tool.name] = await versionOf(peer, home);
  }
  return { tools: [engine, ...found], rounds, home, engine, bundle, versions };
}

function missingNames({ tools }: Bench): readonly string[] {
  const found = new Set(tools.map(({ tool }) => tool.name));
  return peers.map(({ name }) => name).filter((name) => !found.has(name));
}

async function writeReadme(
  sections: readonly Section[],
  missing: readonly string[],
  rounds: number,
): Promise<void> {
  const file = path.join(top, "README.md");
  const report = [
    ...sections.map(({ title, table }) => `**${title}**\n\n${table}`),
    `Medians of ${rounds} rounds on ${machine()}. In brackets: times ${manifestry}'s.` +
      (missing.length > 0 ? ` Not found there: ${missing.join(", ")}.` : ""),
  ];
  await writeFile(file, replaceBetweenMarkers(await readFile(file, "utf8"), report.join("\n\n")));
}

function machine(): string {
  const memory = Math.round(totalmem() / gibibyte);
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${memory} GiB`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
