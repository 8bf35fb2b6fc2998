import { z } from "zod";
import type { ConfigView, LayerRow } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Failure } from "../../../shared/errors.ts";
import { EngineError, toFailure } from "../errors.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Store } from "../stores/store.ts";
import { decodeText } from "../oci/decodeText.ts";

// Fields with an unexpected type are left out: the config is only displayed.
const texts = z.array(z.string()).nullish().catch(undefined);
const text = z.string().optional().catch(undefined);
const keys = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const configSchema = z.object({
  architecture: text,
  os: text,
  "os.version": text,
  "os.features": texts,
  variant: text,
  created: text,
  author: text,
  config: z
    .object({
      User: text,
      WorkingDir: text,
      Entrypoint: texts,
      Cmd: texts,
      Env: texts,
      ExposedPorts: keys,
      Volumes: keys,
      Labels: z.record(z.string(), z.string()).nullish().catch(undefined),
      StopSignal: text,
    })
    .nullish()
    .catch(undefined),
  history: z
    .array(z.object({ created_by: text, empty_layer: z.boolean().optional().catch(undefined) }))
    .nullish()
    .catch(undefined),
});
type Config = z.infer<typeof configSchema>;

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
    const read = readJson(bytes, config.digest);
    return { configView: viewConfig(read, bytes), layers: layerRows(layers, read) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    const configFailure = toFailure(error);
    return { configView: undefined, configFailure, layers: layerRows(layers, {}) };
  }
}

function viewConfig(read: Config, bytes: Uint8Array): ConfigView {
  const { created, author, config } = read;
  const optional = Object.entries({
    created,
    author,
    user: config?.User,
    workingDir: config?.WorkingDir,
    stopSignal: config?.StopSignal,
  }).filter(([, value]) => value);
  return {
    platform: formatPlatformAll({
      architecture: read.architecture ?? "",
      os: read.os ?? "",
      ...(read["os.version"] ? { "os.version": read["os.version"] } : {}),
      ...(read["os.features"] ? { "os.features": read["os.features"] } : {}),
      ...(read.variant ? { variant: read.variant } : {}),
    }),
    entrypoint: config?.Entrypoint ?? [],
    cmd: config?.Cmd ?? [],
    env: config?.Env ?? [],
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    volumes: Object.keys(config?.Volumes ?? {}),
    labels: config?.Labels ?? {},
    text: decodeText(bytes),
    ...Object.fromEntries(optional),
  };
}

/** Assigns to each layer the history step that created it. Steps of empty layers are skipped. */
function layerRows(
  layers: readonly Descriptor[],
  { history }: Pick<Config, "history">,
): readonly LayerRow[] {
  const steps = (history ?? []).filter((step) => !step.empty_layer);
  return layers.map((descriptor, position) => {
    const createdBy = steps.length === layers.length ? steps[position]?.created_by : undefined;
    return { descriptor, ...(createdBy ? { createdBy } : {}) };
  });
}

/** @throws EngineError `manifest_invalid` if it is not a JSON object */
function readJson(bytes: Uint8Array, digest: string): Config {
  try {
    return configSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new EngineError("manifest_invalid", `The config ${digest} is not a JSON object.`, {
      cause,
    });
  }
}
