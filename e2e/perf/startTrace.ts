import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startApp, usableMark } from "./startApp.ts";
import type { PackedApp } from "./startApps.ts";
import {
  type CallFrame,
  eventParts,
  type Parts,
  scriptParts,
  threadParts,
  timeOf,
  type TraceEvent,
} from "./traceParts.ts";

/** Where the CPU time of a start goes, until the window can be used. */
export interface StartTrace {
  readonly app: string;
  /** The traces, for chrome://tracing or ui.perfetto.dev. */
  readonly files: readonly string[];
  readonly threads: Parts;
  readonly events: Parts;
  readonly scripts: Parts;
}

/** Seconds that a trace lasts. */
const traceSeconds = 5;

/** What is recorded: profiling makes V8 compile again, so that it has a start of its own. */
const categories = {
  events:
    "toplevel,startup,loading,ipc,mojom,electron,node,v8,blink,cc,devtools.timeline,blink.user_timing," +
    "disabled-by-default-v8.compile,disabled-by-default-v8.gc",
  profile:
    "v8,blink.user_timing,disabled-by-default-v8.cpu_profiler,disabled-by-default-v8.cpu_profiler.hires",
} as const;

/**
 * Traces two starts of an app with Chromium's own recorder, which needs no fuse, and keeps the traces in `reports`.
 * @param built the folder of the build, with its source maps
 * @throws Error if the window cannot be used before the trace ends
 */
export async function traceStart(app: PackedApp, built: string): Promise<StartTrace> {
  const events = await record(app, "events", built);
  const profile = await record(app, "profile", built);
  const usable = timeOf(events.events, usableMark);
  return {
    app: app.name,
    files: [events.file, profile.file],
    threads: threadParts(events.events, usable),
    events: eventParts(events.events, usable),
    scripts: scriptParts(profile.events, timeOf(profile.events, usableMark), partFinder(built)),
  };
}

async function record(
  app: PackedApp,
  what: keyof typeof categories,
  built: string,
): Promise<{ readonly file: string; readonly events: readonly TraceEvent[] }> {
  const name = `start-${path.basename(app.userData)}-${what}.trace.json`;
  const file = path.join(built, "reports", name);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const { stop } = await startApp(app, [
    `--trace-startup=${categories[what]}`,
    "--trace-startup-format=json",
    `--trace-startup-duration=${traceSeconds}`,
    `--trace-startup-file=${file}`,
  ]);
  try {
    return { file, events: await readTrace(file) };
  } finally {
    await stop();
  }
}

/** Reads a trace once Chromium has written it. */
async function readTrace(file: string): Promise<readonly TraceEvent[]> {
  for (;;) {
    await sleep(500);
    const text = existsSync(file) ? (await readFile(file, "utf8")).trim() : "";
    if (text.endsWith("}")) {
      return (JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
    }
  }
}

/** Returns what finds the part of the program for a function: a package, or a folder of the sources. */
function partFinder(built: string): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ functionName, url = "", lineNumber = 0, columnNumber = 0 }) => {
    const [, inMain, inPage] = /app\.asar\/out\/(.+)$|^app:\/\/manifestry\/(.+)$/.exec(url) ?? [];
    const script = inMain ?? (inPage === undefined ? undefined : `renderer/${inPage}`);
    if (script === undefined) {
      return url.startsWith("node:electron")
        ? "Electron"
        : url.startsWith("node:")
          ? "Node"
          : functionName;
    }
    if (!maps.has(script)) {
      maps.set(script, readMap(path.join(built, `${script}.map`)));
    }
    const entry = maps.get(script)?.findEntry(lineNumber, columnNumber);
    return nameSource(
      (entry !== undefined && "originalSource" in entry && entry.originalSource) || script,
    );
  };
}

function readMap(file: string): SourceMap | undefined {
  return existsSync(file)
    ? new SourceMap(JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload)
    : undefined;
}

/** Names the package or the folder of a source file. */
function nameSource(source: string): string {
  const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  return (
    packageName ??
    source
      .replace(/^(?:\.\.\/)+/, "")
      .split("/")
      .slice(0, 3)
      .join("/")
  );
}
