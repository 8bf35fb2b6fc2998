import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { runTool, manifestry } from "./runTool.ts";
import { type DelayProxy, startDelayProxy } from "./delayProxy.ts";
import { measureProcess } from "./measureProcess.ts";
import { type Measurement, summarizeTraffic } from "./measurement.ts";
import { pushLargeImage, smallImages } from "./sourceImages.ts";
import type { FoundTool, RegistryReference } from "./tools.ts";

export interface BenchContext {
  readonly tools: readonly FoundTool[];
  readonly rounds: number;
  /** An empty home for the tools. */
  readonly home: string;
}

/** Milliseconds in each direction: a round trip of 40. */
const oneWayDelayMs = 20;

const imageCount = 20;

/** The command of a tool to combine images. */
interface CombineCommand {
  readonly args: readonly string[];
  readonly target: RegistryReference;
}

/**
 * Combines twenty single-platform images into an index under a new tag, over a round trip of 40 ms.
 * @param where the repository of the tag: that of the images, or another of the same registry
 */
export async function combine(
  context: BenchContext,
  where: "same" | "other",
): Promise<readonly Measurement[]> {
  const registry = await startDockerRegistry();
  const proxy = await startDelayProxy(registry.host, oneWayDelayMs);
  const images = smallImages(imageCount);
  try {
    return await runEachTool(context, async (found, round) => {
      const { name } = found.tool;
      // A new repository, so that no content exists.
      const repository = `round${round}/${name.toLowerCase()}`;
      const command = await prepare(found, repository);
      if (!command) {
        return undefined;
      }
      const measurement = await runTool(found, command.args, { round, home: context.home });
      const traffic = summarizeTraffic(await proxy.takeTraffic());
      await checkIndex(registry.url, command.target);
      return { ...measurement, traffic, ...(await runWarm(found, round, repository)) };
    });

    /** Pushes the images. @returns the command that combines them; undefined if the tool does not support it */
    async function prepare(
      { tool }: FoundTool,
      repository: string,
    ): Promise<CombineCommand | undefined> {
      const target = {
        host: proxy.host,
        repository: where === "same" ? repository : `${repository}/release`,
        tag: "all",
      };
      const sources = images.map((_, position) => {
        return { host: proxy.host, repository, tag: `image${position}` };
      });
      const args = tool.combine(sources, target);
      if (!args) {
        return undefined;
      }
      for (const [position, image] of images.entries()) {
        await pushImage(registry.url, repository, `image${position}`, image);
      }
      return { args, target };
    }

    /** Runs the command as the second one of a process, with other repositories, so that nothing of it is cached. */
    async function runWarm(
      found: FoundTool,
      round: number,
      repository: string,
    ): Promise<{ readonly warmSeconds?: number }> {
      if (found.tool.name !== manifestry) {
        return {};
      }
      const first = await prepare(found, `${repository}/first`);
      const second = await prepare(found, `${repository}/second`);
      if (!first || !second) {
        return {};
      }
      const args = [...first.args, "--", ...second.args.slice(1)];
      const { metrics } = await runTool(found, args, { round, home: context.home });
      await proxy.takeTraffic();
      await checkIndex(registry.url, second.target);
      return metrics ? { warmSeconds: metrics.workSeconds } : {};
    }
  } finally {
    await proxy.close();
    await registry.close();
  }
}

/** Copies an image from a registry to another, without delay. @param bytes the size of its layers */
export async function copy(context: BenchContext, bytes: number): Promise<readonly Measurement[]> {
  const source = await startDockerRegistry();
  try {
    await pushLargeImage(source.url, { repository: "acme/large", tag: "1", bytes });
    return await runEachTool(context, async (found, round) => {
      const target = await startDockerRegistry();
      try {
        const to = { host: target.host, repository: "acme/large", tag: "1" };
        const args = found.tool.copy({ ...to, host: source.host }, to);
        if (!args) {
          return undefined;
        }
        // Pending disk writes of earlier runs would slow this run down.
        await measureProcess("sync", [], { PATH: process.env["PATH"] });
        const measurement = await runTool(found, args, { round, home: context.home });
        await fetchManifest(target.url, to);
        return measurement;
      } finally {
        await target.close();
      }
    });
  } finally {
    await source.close();
  }
}

/** The measurement of one preview. */
export interface PreviewMeasurement {
  readonly draft: string;
  readonly round: number;
  readonly requests: number;
  /** Milliseconds from the last byte of the registry to the preview; negative if the preview did not wait for it. */
  readonly afterLastByteMs: number;
  readonly blockMs: number;
}

/** Previews a thousand images, and an index of two thousand entries. */
export async function preview(
  engine: FoundTool,
  bundle: string,
  { rounds, home }: Pick<BenchContext, "rounds" | "home">,
): Promise<readonly PreviewMeasurement[]> {
  const registry = await startRegistry();
  const proxy = await startDelayProxy(registry.host, 0);
  const images = smallImages(2000);
  const thousand = images.slice(0, 1000);
  for (const [position, image] of thousand.entries()) {
    seedImage(registry, "acme/many", `image${position}`, image);
  }
  seedImage(registry, "acme/wide", "all", buildIndex({ entries: images }));
  const drafts = {
    "1,000 images": thousand.map((_, position) => `${proxy.host}/acme/many:image${position}`),
    "an index of 2,000 entries": [`${proxy.host}/acme/wide:all`],
  };
  const measurements: PreviewMeasurement[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const [draft, sources] of Object.entries(drafts)) {
        measurements.push(await previewOnce(proxy, draft, sources));
      }
    }
    return measurements;

    async function previewOnce(
      through: DelayProxy,
      draft: string,
      sources: readonly string[],
    ): Promise<PreviewMeasurement> {
      const round = Math.floor(measurements.length / 2) + 1;
      const { metrics } = await runTool(engine, [bundle, "preview", ...sources], { round, home });
      const { lastByteAt, requests } = await through.takeTraffic();
      if (!metrics) {
        throw new Error("The engine process reported no metrics.");
      }
      const afterLastByteMs = metrics.doneAt - lastByteAt;
      return { draft, round, requests: requests.length, afterLastByteMs, blockMs: metrics.blockMs };
    }
  } finally {
    await proxy.close();
    await registry.close();
  }
}

/** Runs each tool once per round, so that other load on the machine affects all tools. */
async function runEachTool(
  { tools, rounds }: BenchContext,
  run: (tool: FoundTool, round: number) => Promise<Measurement | undefined>,
): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const tool of tools) {
      const measurement = await run(tool, round);
      if (measurement) {
        measurements.push(measurement);
      }
    }
  }
  return measurements;
}

async function checkIndex(url: string, target: RegistryReference): Promise<void> {
  const { manifests } = (await fetchManifest(url, target)) as { manifests?: readonly unknown[] };
  if (manifests?.length !== imageCount) {
    throw new Error(`The index has ${manifests?.length} entries.`);
  }
}

async function fetchManifest(
  url: string,
  { repository, tag }: RegistryReference,
): Promise<unknown> {
  const response = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: Object.values(mediaTypes).join(", ") },
  });
  if (!response.ok) {
    throw new Error(`The pushed manifest is missing: ${response.status}`);
  }
  return await response.json();
}
