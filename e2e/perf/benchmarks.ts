import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { compete, ourName } from "./runTool.ts";
import { type DelayProxy, startDelayProxy } from "./delayProxy.ts";
import { runMeasured } from "./measureProcess.ts";
import { type Sample, sumUp } from "./measurement.ts";
import { pushLargeImage, smallImages } from "./sourceImages.ts";
import type { FoundTool, Place } from "./tools.ts";

export interface Setting {
  readonly tools: readonly FoundTool[];
  readonly rounds: number;
  /** An empty home for the tools. */
  readonly home: string;
}

/** Milliseconds each way: a round trip of 40. */
const far = 20;

const imageCount = 20;

/** A combination that a tool is asked for. */
interface Job {
  readonly args: readonly string[];
  readonly target: Place;
}

/**
 * Combine twenty single-platform images into an index under a new tag, over a round trip of 40 ms.
 * @param where the tag's repository: that of the images, or another one of the same registry
 */
export async function combine(
  setting: Setting,
  where: "same" | "other",
): Promise<readonly Sample[]> {
  const registry = await startDockerRegistry();
  const proxy = await startDelayProxy(registry.host, far);
  const images = smallImages(imageCount);
  try {
    return await inTurn(setting, async (found, round) => {
      const { name } = found.tool;
      // Nobody finds what another has pushed.
      const repository = `round${round}/${name.toLowerCase()}`;
      const job = await prepare(found, repository);
      if (!job) return undefined;
      const sample = await compete(found, job.args, round, setting.home);
      const wire = sumUp(await proxy.takeTraffic());
      await checkIndex(registry.url, job.target);
      return { ...sample, wire, ...(await runWarm(found, round, repository)) };
    });

    /** Put the images into a repository; the arguments that combine them, undefined where the tool cannot. */
    async function prepare({ tool }: FoundTool, repository: string): Promise<Job | undefined> {
      const target = {
        host: proxy.host,
        repository: where === "same" ? repository : `${repository}/release`,
        tag: "all",
      };
      const sources = images.map((_, position) => {
        return { host: proxy.host, repository, tag: `image${position}` };
      });
      const args = tool.combine(sources, target);
      if (!args) return undefined;
      for (const [position, image] of images.entries()) {
        await pushImage(registry.url, repository, `image${position}`, image);
      }
      return { args, target };
    }

    /** The job once more, as the second one of our process: its repositories are others, nothing of it is known. */
    async function runWarm(
      found: FoundTool,
      round: number,
      repository: string,
    ): Promise<{ readonly warmSeconds?: number }> {
      if (found.tool.name !== ourName) return {};
      const first = await prepare(found, `${repository}/first`);
      const second = await prepare(found, `${repository}/second`);
      if (!first || !second) return {};
      const args = [...first.args, "--", ...second.args.slice(1)];
      const { own } = await compete(found, args, round, setting.home);
      await proxy.takeTraffic();
      await checkIndex(registry.url, second.target);
      return own ? { warmSeconds: own.workSeconds } : {};
    }
  } finally {
    await proxy.close();
    await registry.close();
  }
}

/** Copy one image from a registry to another, without delay. @param bytes of its layers */
export async function copy(setting: Setting, bytes: number): Promise<readonly Sample[]> {
  const source = await startDockerRegistry();
  try {
    await pushLargeImage(source.url, "acme/large", "1", bytes);
    return await inTurn(setting, async (found, round) => {
      const target = await startDockerRegistry();
      try {
        const to = { host: target.host, repository: "acme/large", tag: "1" };
        const args = found.tool.copy({ ...to, host: source.host }, to);
        if (!args) return undefined;
        // What the runs before left to be written to the disk must not slow this one down.
        await runMeasured("sync", [], { PATH: process.env["PATH"] });
        const sample = await compete(found, args, round, setting.home);
        await fetchManifest(target.url, to);
        return sample;
      } finally {
        await target.close();
      }
    });
  } finally {
    await source.close();
  }
}

/** What our process did in a preview. */
export interface PreviewSample {
  readonly what: string;
  readonly round: number;
  readonly requests: number;
  /** From the last byte that came from the registry to the preview; negative where the preview did not wait for it. */
  readonly afterLastByteMs: number;
  readonly blockMs: number;
}

/** Preview a thousand images, and an index of two thousand entries. */
export async function preview(
  ours: FoundTool,
  bundle: string,
  { rounds, home }: Pick<Setting, "rounds" | "home">,
): Promise<readonly PreviewSample[]> {
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
  const samples: PreviewSample[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const [what, sources] of Object.entries(drafts)) {
        samples.push(await previewOnce(proxy, what, sources));
      }
    }
    return samples;

    async function previewOnce(
      through: DelayProxy,
      what: string,
      sources: readonly string[],
    ): Promise<PreviewSample> {
      const round = Math.floor(samples.length / 2) + 1;
      const { own } = await compete(ours, [bundle, "preview", ...sources], round, home);
      const { lastByteAt, requests } = await through.takeTraffic();
      if (!own) throw new Error("Our process tells nothing of itself.");
      const afterLastByteMs = own.doneAt - lastByteAt;
      return { what, round, requests: requests.length, afterLastByteMs, blockMs: own.blockMs };
    }
  } finally {
    await proxy.close();
    await registry.close();
  }
}

/** Each tool once a round, in turn, so that what the machine does meanwhile strikes all of them. */
async function inTurn(
  { tools, rounds }: Setting,
  work: (tool: FoundTool, round: number) => Promise<Sample | undefined>,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const tool of tools) {
      const sample = await work(tool, round);
      if (sample) samples.push(sample);
    }
  }
  return samples;
}

async function checkIndex(url: string, target: Place): Promise<void> {
  const { manifests } = (await fetchManifest(url, target)) as { manifests?: readonly unknown[] };
  if (manifests?.length !== imageCount)
    throw new Error(`The index has ${manifests?.length} entries.`);
}

async function fetchManifest(url: string, { repository, tag }: Place): Promise<unknown> {
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: Object.values(mediaTypes).join(", ") },
  });
  if (!answer.ok) throw new Error(`What was pushed is not there: ${answer.status}`);
  return await answer.json();
}
