import { z } from "zod";
import type { EvidenceFact } from "../../../shared/evidence.ts";
import type {
  ConfigView,
  HealthcheckView,
  HistoryStep,
  LayerRow,
} from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Failure } from "../../../shared/errors.ts";
import { EngineError, toFailure } from "../errors.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Store } from "../stores/store.ts";
import { decodeText } from "../oci/decodeText.ts";
import { readUnpacked } from "./unpackedLayers.ts";

// Fields with an unexpected type are shown as JSON: the config is only displayed.
const texts = z.array(z.string()).nullish().catch(undefined);
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const keys = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const duration = z.number().optional().catch(undefined);
const healthcheckSchema = z
  .object({
    Test: texts,
    Interval: duration,
    Timeout: duration,
    StartPeriod: duration,
    StartInterval: duration,
    Retries: duration,
  })
  .nullish()
  .catch(undefined);
const runSchema = z.object({
  User: text,
  WorkingDir: text,
  Entrypoint: texts,
  Cmd: texts,
  Env: texts,
  ExposedPorts: keys,
  Volumes: keys,
  Labels: z.record(z.string(), z.string()).nullish().catch(undefined),
  StopSignal: text,
  Shell: texts,
  OnBuild: texts,
  Healthcheck: healthcheckSchema,
  ArgsEscaped: flag,
});
const stepSchema = z.object({
  created_by: text,
  created: text,
  author: text,
  comment: text,
  empty_layer: flag,
});
const configSchema = z.object({
  architecture: text,
  os: text,
  "os.version": text,
  "os.features": texts,
  variant: text,
  created: text,
  author: text,
  config: runSchema.nullish().catch(undefined),
  history: z.array(stepSchema).nullish().catch(undefined),
  rootfs: z
    .object({ type: z.literal("layers"), diff_ids: z.array(z.string()) })
    .optional()
    .catch(undefined),
});
type Config = z.infer<typeof configSchema>;

/** A config as parsed: the known fields, and the whole document. */
interface ParsedConfig {
  readonly known: Config;
  readonly document: Readonly<Record<string, unknown>>;
}

/** What is shown of `rootfs` beside the other fields. */
const knownRootfs = { type: "layers", diff_ids: [] };

/** The most fields and characters of a value that are shown as JSON. */
const maxOthers = 200;
const maxOtherLength = 2000;
/** More than any image has layers. */
const maxDiffIds = 1000;

/** An image's config and layers; only the layers if the config cannot be read. */
export interface ReadConfig {
  readonly configView: ConfigView | undefined;
  readonly configFailure?: Failure;
  readonly layers: readonly LayerRow[];
}

interface ConfigOptions {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly store: Store;
}

/**
 * Reads an image's config for display. A missing or damaged config is not an error, since the manifest and its layers can
 * still be shown.
 */
export async function readConfig(
  { config, layers, store }: ConfigOptions,
  signal: AbortSignal,
): Promise<ReadConfig> {
  try {
    const bytes = await store.fetchBlob(config, signal);
    const parsed = parseConfig(bytes, config.digest);
    const history = readHistory(parsed.known.history ?? [], layers.length);
    const unpacked = readUnpacked(parsed.known.rootfs?.diff_ids ?? [], layers.length);
    return {
      configView: viewConfig(parsed, bytes, history),
      layers: layerRows(layers, history).map((row, at) => ({ ...row, ...unpacked[at] })),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    const configFailure = toFailure(error);
    return { configView: undefined, configFailure, layers: layerRows(layers, []) };
  }
}

function viewConfig(
  { known, document }: ParsedConfig,
  bytes: Uint8Array,
  history: readonly HistoryStep[],
): ConfigView {
  const { created, author, config } = known;
  const optional = Object.entries({
    created,
    author,
    user: config?.User,
    workingDir: config?.WorkingDir,
    stopSignal: config?.StopSignal,
    argsEscaped: config?.ArgsEscaped,
    healthcheck: viewHealthcheck(config?.Healthcheck),
  }).filter(([, value]) => value);
  return {
    platform: formatPlatformAll({
      architecture: known.architecture ?? "",
      os: known.os ?? "",
      ...(known["os.version"] ? { "os.version": known["os.version"] } : {}),
      ...(known["os.features"] ? { "os.features": known["os.features"] } : {}),
      ...(known.variant ? { variant: known.variant } : {}),
    }),
    entrypoint: config?.Entrypoint ?? [],
    cmd: config?.Cmd ?? [],
    env: config?.Env ?? [],
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    volumes: Object.keys(config?.Volumes ?? {}),
    labels: config?.Labels ?? {},
    shell: config?.Shell ?? [],
    onBuild: config?.OnBuild ?? [],
    diffIds: (known.rootfs?.diff_ids ?? []).slice(0, maxDiffIds),
    others: otherFields(known, document),
    history,
    text: decodeText(bytes),
    ...Object.fromEntries(optional),
  };
}

function viewHealthcheck(
  healthcheck: z.infer<typeof healthcheckSchema>,
): HealthcheckView | undefined {
  if (!healthcheck) {
    return undefined;
  }
  const { Test, Retries, ...durations } = healthcheck;
  const named = [
    ["interval", durations.Interval],
    ["timeout", durations.Timeout],
    ["start period", durations.StartPeriod],
    ["start interval", durations.StartInterval],
  ] as const;
  return {
    test: Test ?? [],
    durations: named.flatMap(([name, nanoseconds]) => (nanoseconds ? [{ name, nanoseconds }] : [])),
    ...(Retries ? { retries: Retries } : {}),
  };
}

/** The fields that no other part of the view shows: unknown ones, and known ones with an unexpected type. */
function otherFields(known: Config, document: ParsedConfig["document"]): readonly EvidenceFact[] {
  const isEmpty = (value: unknown): boolean =>
    value === null || value === "" || value === false || JSON.stringify(value) === "{}";
  const list = (
    fields: Readonly<Record<string, unknown>>,
    read: Readonly<Record<string, unknown>>,
  ): readonly EvidenceFact[] =>
    Object.entries(fields)
      .filter(([name, value]) => (read[name] ?? undefined) === undefined && !isEmpty(value))
      .map(([name, value]) => ({
        name,
        value: (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(
          0,
          maxOtherLength,
        ),
      }));
  const { config: run, rootfs, ...rest } = document;
  return [
    ...list(known.rootfs ? rest : { ...rest, rootfs }, known),
    ...(known.rootfs ? list(rootfs as Readonly<Record<string, unknown>>, knownRootfs) : []),
    ...(known.config && typeof run === "object" && run !== null
      ? list(run as Readonly<Record<string, unknown>>, known.config)
      : []),
  ].slice(0, maxOthers);
}

/** Reads the history. Steps correspond to layers if as many of them are not empty. */
function readHistory(
  steps: readonly z.infer<typeof stepSchema>[],
  layerCount: number,
): readonly HistoryStep[] {
  const isConsistent = steps.filter((step) => !step.empty_layer).length === layerCount;
  let layer = -1;
  return steps.map(({ created_by, created, author, comment, empty_layer }) => {
    const isEmpty = empty_layer === true;
    layer += isEmpty ? 0 : 1;
    return {
      ...(created_by ? { createdBy: created_by } : {}),
      ...(created ? { created } : {}),
      ...(author ? { author } : {}),
      ...(comment ? { comment } : {}),
      ...(isConsistent && !isEmpty ? { layer } : {}),
      isEmpty,
    };
  });
}

/** Assigns to each layer the history step that created it. */
function layerRows(
  layers: readonly Descriptor[],
  history: readonly HistoryStep[],
): readonly LayerRow[] {
  const creators = new Map(history.map((step) => [step.layer, step.createdBy]));
  return layers.map((descriptor, position) => {
    const createdBy = creators.get(position);
    return { descriptor, ...(createdBy ? { createdBy } : {}) };
  });
}

/** @throws EngineError `manifest_invalid` if it is not a JSON object */
function parseConfig(bytes: Uint8Array, digest: string): ParsedConfig {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const known = configSchema.parse(document);
    return { known, document: document as ParsedConfig["document"] };
  } catch (cause) {
    throw new EngineError("manifest_invalid", `The config ${digest} is not a JSON object.`, {
      cause,
    });
  }
}
