import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { RegistryView } from "../../../shared/registries.ts";
import type { Failure } from "../../../shared/errors.ts";
import { toFailure } from "../../engine/errors.ts";
import { parseLocation } from "../../engine/oci/location.ts";
import type { Credential } from "../../engine/stores/registry/auth/credential.ts";
import { testNetwork } from "../testClient.ts";
import { machineNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { listRegistries } from "../../engine/stores/registry/listRegistries.ts";
import {
  buildImage,
  buildIndex,
  describe as descriptorOf,
} from "../../engine/sample/buildImage.ts";
import type { Store } from "../../engine/stores/store.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import { Engine } from "../../engine/engine.ts";
import {
  type DockerRegistry,
  type DockerRegistryOptions,
  dockerRegistryUser,
  startDockerRegistry,
} from "./dockerRegistry.ts";
import { memoryPushLogs } from "../memoryPushLogs.ts";
import { type Nginx, type NginxOptions, startNginx } from "./nginx.ts";
import { type ProxyServer, type ProxyServerOptions, startProxyServer } from "./proxyServer.ts";
import { pushImage } from "./pushImage.ts";

const images = [
  buildImage({ platform: { os: "linux", architecture: "amd64" } }),
  buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } }),
];
/** The index of two images that tests push and pull. */
export const pushedIndex = buildIndex({ entries: images });

const { name, password } = dockerRegistryUser;
/** The login of servers that require one. */
export const login: Credential = { kind: "basic", username: name, password };
/** The same login as an Authorization header. */
export const basicLogin = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

/** Returns the host of a local server by an address that is not loopback, so that TLS is the default. */
export function nonLoopbackHost({ port }: Nginx): string {
  return `0.0.0.0:${port}`;
}

const signal = new AbortController().signal;

interface RunningEngine {
  readonly engine: Engine;
  readonly open: (text: string) => Store;
  /** Returns the entry of the Registries page for a host. */
  readonly view: (host: string) => Promise<RegistryView | undefined>;
}

/** Servers, and an engine with only these settings, logins and environment. `close` stops all of them. */
export interface RealServers {
  /** The app's folder of host settings. */
  readonly own: string;
  /** Logins by host. */
  logins: Readonly<Record<string, Credential>>;
  env: Readonly<Record<string, string>>;
  registry(options?: DockerRegistryOptions): Promise<DockerRegistry>;
  /** Starts a registry with the index as `acme/app:1`. */
  filledRegistry(): Promise<DockerRegistry>;
  nginx(options: NginxOptions): Promise<Nginx>;
  proxy(options?: ProxyServerOptions): Promise<ProxyServer>;
  /** Writes files to the app's settings of a host. */
  writeHostSettings(host: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** Opens a new engine. */
  engine(): RunningEngine;
  /**
   * Reads `acme/app:1` of a host with all its content.
   * @returns its digest
   * @throws Error if content differs from the pushed content
   */
  readWhole(host: string): Promise<string>;
  /** Copies `acme/app:1` from one registry to another. @throws Error if the push fails */
  copy(from: string, to: string): Promise<void>;
  /** Returns the failure to read the index, as the window gets it. @throws Error if it can be read */
  failureAt(host: string): Promise<Failure>;
  close(): Promise<void>;
}

/** Creates the settings folder; servers are started on demand. */
export async function startRealServers(): Promise<RealServers> {
  const own = await mkdtemp(join(tmpdir(), "manifestry-hosts-"));
  const running: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(started: T): T => {
    running.push(started);
    return started;
  };
  const machine: RealServers = {
    own,
    logins: {},
    env: {},
    registry: async (options) => keep(await startDockerRegistry(options)),
    async filledRegistry() {
      const registry = await machine.registry();
      await pushImage(registry.url, "acme/app", "1", pushedIndex);
      return registry;
    },
    nginx: async (options) => keep(await startNginx(options)),
    proxy: async (options) => keep(await startProxyServer(options)),
    async writeHostSettings(host, files) {
      const folder = join(own, host);
      await mkdir(folder, { recursive: true });
      for (const [file, text] of Object.entries(files)) {
        await writeFile(join(folder, file), text);
      }
    },
    engine: () => startEngine(machine, keep),
    readWhole: (host) => readWhole(machine.engine().open(`${host}/acme/app`)),
    async copy(from, to) {
      const { engine } = machine.engine();
      const targets = [`${to}/acme/app:1`];
      const source = `${from}/acme/app:1`;
      const plan = await engine.planner.planRetag(
        { source, targets, copyReferrers: emptyDraft.copyReferrers },
        signal,
      );
      const { failure } = await engine.push(plan.id, { report: () => {} }, signal);
      if (failure) {
        throw new Error(JSON.stringify(failure));
      }
    },
    async failureAt(host) {
      try {
        await machine.engine().open(`${host}/acme/app`).fetchManifest({ tag: "1" }, signal);
      } catch (error) {
        return toFailure(error);
      }
      throw new Error(`${host} could be read`);
    },
    async close() {
      // In reverse order: clients before servers.
      for (const started of running.splice(0).toReversed()) {
        await started.close();
      }
      await rm(own, { recursive: true, force: true });
    },
  };
  return machine;
}

function startEngine(
  { own, logins, env }: RealServers,
  keep: (started: Stores) => Stores,
): RunningEngine {
  const network = testNetwork(
    {},
    machineNetwork({ env, home: own, platform: process.platform, own }),
  );
  const find = (domain: string) => {
    const credential = logins[domain];
    return Promise.resolve(credential && { credential, source: "the test", account: name });
  };
  const stores = keep(new Stores({ credentials: { find }, network }));
  const host = { os: "linux", architecture: "amd64" };
  return {
    engine: new Engine({ stores, host }, memoryPushLogs()),
    open: (text) => stores.open(parseLocation(text)),
    async view(domain) {
      const accounts = { accounts: [], problems: [] };
      const { registries } = await listRegistries({
        clients: stores.clients(),
        credentials: { find, listAccounts: () => Promise.resolve(accounts) },
        network,
        settings: [],
        problems: [],
        canSaveLogins: false,
        helpers: true,
      });
      return registries.find((registry) => registry.host === domain);
    },
  };
}

async function readWhole(store: Store): Promise<string> {
  const { digest } = await store.fetchManifest({ tag: "1" }, signal);
  for (const image of images) {
    const { bytes } = await store.fetchManifest({ digest: image.digest }, signal);
    checkSame(bytes, image.bytes, image.digest);
    for (const blob of [image.config, ...image.layers]) {
      const got: Uint8Array[] = [];
      for await (const chunk of await store.openBlob(descriptorOf(blob), signal)) {
        got.push(chunk);
      }
      checkSame(Buffer.concat(got), blob.bytes, blob.digest);
    }
  }
  return digest;
}

function checkSame(got: Uint8Array, pushed: Uint8Array, what: string): void {
  if (Buffer.compare(got, pushed) !== 0) {
    throw new Error(`${what} differs from the pushed content`);
  }
}
