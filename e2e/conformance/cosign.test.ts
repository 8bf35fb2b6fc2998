import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildImage, buildIndex } from "../../electron/engine/sample/buildImage.ts";
import {
  type CommandLineClient,
  findCommandLineClient,
} from "../../electron/testing/servers/commandLineClient.ts";
import { crane, startCraneRegistry } from "../../electron/testing/servers/craneRegistry.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { type RealServers, startRealServers } from "../../electron/testing/servers/realServers.ts";
import type { CopyReferrers } from "../../shared/draft.ts";

const { signal } = new AbortController();
const cosign = findCommandLineClient("cosign");
const index = buildIndex({
  entries: [
    buildImage({ platform: { os: "linux", architecture: "amd64" } }),
    buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } }),
  ],
});

interface Server {
  readonly host: string;
  readonly url: string;
  close(): Promise<void>;
}

/** Registries with and without a referrers API. */
const servers: readonly (readonly [string, boolean, () => Promise<Server>])[] = [
  ["docker-registry", true, () => startDockerRegistry()],
  ["crane's registry", crane !== undefined, startCraneRegistry],
];
/** Storage of signatures: as a referrer (cosign 3), or under a tag named for the digest (before). */
const formats: readonly (readonly [string, boolean, Partial<CopyReferrers>])[] = [
  ["bundles as referrers", true, { referrers: "attestations", digestTags: false }],
  ["signatures under digest tags", false, { referrers: "none", digestTags: true }],
];

let machine: RealServers;
let folder: string;
beforeEach(async () => {
  machine = await startRealServers();
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-cosign-"));
});
afterEach(async () => {
  await machine.close();
  await rm(folder, { recursive: true });
});

const env = { COSIGN_PASSWORD: "sesame" };
const offline = ["--tlog-upload=false", "--use-signing-config=false"];

async function sign(client: CommandLineClient, reference: string, bundle: boolean): Promise<void> {
  const format = `--new-bundle-format=${bundle}`;
  const args = ["sign", "--key", "cosign.key", ...offline, format, "--yes", "-r", reference];
  await client.run(args, { folder, env });
}

/** @throws Error if cosign finds no valid signature */
async function verify(
  client: CommandLineClient,
  reference: string,
  bundle: boolean,
): Promise<void> {
  const format = `--new-bundle-format=${bundle}`;
  const args = ["--key", "cosign.pub", "--insecure-ignore-tlog", format, reference];
  await client.run(["verify", ...args], { folder, env });
}

describe.skipIf(cosign === undefined).each(servers)("with cosign, from %s", (_, isHere, start) => {
  it.skipIf(!isHere).each(formats)(
    "copies %s, which verify there",
    async (__, bundle, copyReferrers) => {
      if (cosign === undefined) {
        return;
      }
      const from = await start();
      const to = await startDockerRegistry();
      try {
        await cosign.run(["generate-key-pair"], { folder, env });
        await pushImage(from.url, "acme/app", "1", index);
        const source = `${from.host}/acme/app@${index.digest}`;
        await sign(cosign, source, bundle);
        await verify(cosign, source, bundle);

        const { engine } = machine.engine();
        const targets = [`${from.host}/acme/released:1`, `${to.host}/acme/app:1`];
        const copy = async (choice: CopyReferrers): Promise<void> => {
          const plan = await engine.planner.planRetag(
            { source, targets, copyReferrers: choice },
            signal,
          );
          expect(
            (await engine.push(plan.id, { report: () => {} }, signal)).failure,
          ).toBeUndefined();
        };
        await copy({ referrers: "none", digestTags: false });
        for (const target of targets) {
          await expect(verify(cosign, target, bundle)).rejects.toThrow(/no (matching )?signatures/);
        }
        await copy({ referrers: "none", digestTags: false, ...copyReferrers });
        for (const repository of [`${from.host}/acme/released`, `${to.host}/acme/app`]) {
          for (const { digest } of [index, ...index.entries]) {
            await verify(cosign, `${repository}@${digest}`, bundle);
          }
        }
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    },
  );
});
