import { readFile, rename, writeFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { EngineError } from "../../electron/engine/errors.ts";
import { parseAnnotation } from "../../electron/engine/compose/annotate.ts";
import { compose } from "../../electron/engine/compose/composition.ts";
import { noIndexOptions } from "../../electron/engine/compose/indexFields.ts";
import { parseSource } from "../../electron/engine/compose/source.ts";
import { locationRepository, parseLocation } from "../../electron/engine/oci/location.ts";
import { parsePlatform } from "../../electron/engine/oci/parsePlatform.ts";
import { executePlan } from "../../electron/engine/push/executePlan.ts";
import { preparePlan } from "../../electron/engine/plan/preparePlan.ts";
import type { PushLog } from "../../electron/engine/push/pushLog.ts";
import { composedSource } from "../../electron/engine/plan/pushSource.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { Plan } from "../../shared/plan.ts";
import { type CommandIo, openContext, spellBooleans } from "./commandLine.ts";

const progressModes = new Set(["auto", "none", "plain", "quiet", "rawjson", "tty"]);

/** Like buildx, the command has no journal. */
const silentLog: PushLog = {
  id: "",
  recordPrevious: async () => {},
  recordRelated: async () => {},
  recordStep: () => {},
  recordSending: async () => {},
  recordOutcome: async () => {},
  end: async () => {},
};

/** Runs `imagetools create` with buildx's arguments. */
export async function runCreate(args: readonly string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseArgs({
    args: spellBooleans(args, ["append", "dry-run", "prefer-index", "debug"]),
    allowPositionals: true,
    allowNegative: true,
    options: {
      file: { type: "string", short: "f", multiple: true, default: [] },
      tag: { type: "string", short: "t", multiple: true, default: [] },
      annotation: { type: "string", multiple: true, default: [] },
      append: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      "metadata-file": { type: "string" },
      platform: { type: "string", short: "p", multiple: true, default: [] },
      "prefer-index": { type: "boolean", default: true },
      progress: { type: "string", default: "auto" },
      builder: { type: "string" },
      debug: { type: "boolean", short: "D" },
    },
  });
  if (!progressModes.has(values.progress)) {
    throw new Error(`invalid progress mode ${values.progress}`);
  }
  const files = await Promise.all(values.file.map((file) => readFile(file, "utf8")));
  if (files.length + positionals.length === 0 && !values.append) {
    throw new Error("no sources specified");
  }
  const targets = values.tag.map(parseLocation);
  if (targets.length === 0 && !values["dry-run"]) {
    throw new Error("can't push with no tags specified, please set --tag or --dry-run");
  }
  const appended = values.append ? values.tag.slice(0, 1) : [];
  if (values.append && appended.length === 0) {
    throw new Error("append requires a tag to append to");
  }
  const context = openContext(io.env);
  const { host, stores } = context;
  const { signal } = io;
  try {
    const request = {
      sources: [...appended, ...files, ...positionals].map(parseSource),
      targets,
      annotations: values.annotation.flatMap((text) => parseAnnotation(text, host)),
      excluded: new Set<string>(),
      edits: new Map(),
      order: [],
      replaces: [],
      platforms: values.platform
        .flatMap((list) => list.split(","))
        .map((text) => readPlatform(text, host)),
      preferIndex: values["prefer-index"],
      keepOsVersion: false,
      ...noIndexOptions,
    };
    const composition = await compose(request, context, signal);
    if (values["dry-run"]) {
      io.write(Buffer.concat([composition.filtered.content.bytes, Buffer.from("\n")]));
      return;
    }
    const subject = composedSource(composition, emptyDraft.copyReferrers, "");
    const to = targets.map((location) => ({ location, noClobber: false }));
    const plan = await preparePlan({ source: subject, targets: to }, context, signal);
    const outcome = await executePlan({ plan, stores, log: silentLog, signal, report: () => {} });
    if (outcome.failure) {
      throw new EngineError(outcome.failure.code, outcome.failure.message);
    }
    if (values["metadata-file"]) {
      await writeMetadata(values["metadata-file"], plan);
    }
  } finally {
    await stores.close();
  }
}

function readPlatform(
  text: string,
  host: Parameters<typeof parsePlatform>[1],
): ReturnType<typeof parsePlatform> {
  try {
    return parsePlatform(text.trim(), host);
  } catch (error) {
    throw new Error(`invalid platform ${JSON.stringify(text)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Returns buildx's metadata: the descriptor and the repositories without tags. */
async function writeMetadata(file: string, plan: Plan): Promise<void> {
  const names = plan.repositories.map(({ repository }) =>
    locationRepository(parseLocation(repository)),
  );
  const { mediaType, digest, size } = plan.root;
  const metadata = {
    "containerimage.descriptor": { mediaType, digest, size },
    "image.name": names.toSorted().join(","),
  };
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify(metadata, null, "  "));
  await rename(unfinished, file);
}
