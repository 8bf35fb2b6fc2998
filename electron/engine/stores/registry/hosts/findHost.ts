import path from "node:path";
import type { Insecurity } from "../../../../../shared/registries.ts";
import type { HostSettings } from "../../../../../shared/settings.ts";
import { requestHost } from "../../../oci/reference.ts";
import { isLoopbackHost } from "../addresses.ts";
import { certificateFiles } from "./certificateFiles.ts";
import { readAuthorities, readClient } from "./certificates.ts";
import { allCapabilities, type Endpoint, type EndpointTls, type HostConfig } from "./hostConfig.ts";
import { hostFileError, readHostFile } from "./hostFile.ts";
import { findHostFolder, type HostFolder } from "./hostFolder.ts";
import { parseHostsToml, type HostEntry } from "./hostsToml.ts";

/** Where to look for a host's configuration. */
export interface HostLookup {
  /** The folders that hold one folder per host, as `hostRoots` returns them. */
  readonly roots: readonly string[];
  /** The app's settings for the host. They add to the folder's configuration and switch nothing off. */
  readonly settings?: HostSettings | undefined;
}

/**
 * Finds out how to reach a registry, from the first folder for its host and the app's settings. The default is HTTPS,
 * and plain HTTP for a registry on this machine.
 *
 * @param domain the domain of a reference
 * @throws EngineError `input_invalid`, with the file, the key and the expected value
 */
export async function findHost(domain: string, lookup: HostLookup): Promise<HostConfig> {
  const folder = await findHostFolder(lookup.roots, domain);
  const entries = folder ? await readEntries(folder) : [defaultEntry];
  const upstream = requestHost(domain);
  const endpoints = await Promise.all(
    entries.map((entry, index) =>
      toEndpoint(entry, {
        upstream,
        // The settings apply to the registry's own server, which is the last entry.
        settings: index === entries.length - 1 ? lookup.settings : undefined,
        folder: folder?.folder ?? "",
      }),
    ),
  );
  return { endpoints, folder: folder?.folder };
}

const settingsReason = "the settings for the host refer to it";

const defaultEntry: HostEntry = {
  server: undefined,
  capabilities: allCapabilities,
  ca: [],
  client: undefined,
  skipVerify: false,
  headers: {},
  dialTimeout: undefined,
};

async function readEntries(folder: HostFolder): Promise<readonly HostEntry[]> {
  const file = path.join(folder.folder, "hosts.toml");
  const text = folder.files.includes("hosts.toml") ? await readHostFile(file) : undefined;
  // As in containerd, an empty file counts as missing: the certificate files apply.
  if (text) {
    return parseHostsToml(text, file);
  }
  return [{ ...defaultEntry, ...certificateFiles(folder) }];
}

async function toEndpoint(
  entry: HostEntry,
  context: {
    readonly upstream: string;
    readonly settings: HostSettings | undefined;
    readonly folder: string;
  },
): Promise<Endpoint> {
  const { settings, upstream, folder } = context;
  const tls = await readTls(entry, settings, folder);
  // TLS settings for a registry on this machine imply HTTPS.
  const usesTls = tls.ca !== undefined || tls.cert !== undefined || tls.skipVerify;
  const origin = entry.server?.origin ?? defaultOrigin(upstream, usesTls);
  // Many files, including containerd's own examples, use docker.io as the server of Docker Hub.
  origin.host = requestHost(origin.host);
  // Compare before the scheme changes, because the default port depends on it.
  const mirror = !isSameHost(origin, upstream);
  if (settings?.plainHttp === true) {
    origin.protocol = "http:";
  }
  const insecure = describeInsecurity(origin, tls.skipVerify, settings);
  return {
    origin,
    capabilities: entry.capabilities,
    mirror,
    overridePath: entry.server?.overridePath,
    headers: entry.headers,
    tls,
    ...(entry.dialTimeout === undefined ? {} : { dialTimeout: entry.dialTimeout }),
    ...(insecure ? { insecure } : {}),
  };
}

function describeInsecurity(
  origin: URL,
  skipVerify: boolean,
  settings: HostSettings | undefined,
): Insecurity | undefined {
  const server = origin.host;
  if (origin.protocol === "http:") {
    const source = isLoopbackHost(origin.hostname) ? "loopback" : "hosts.toml";
    return { kind: "plain http", from: settings?.plainHttp ? "settings" : source, server };
  }
  if (!skipVerify) {
    return undefined;
  }
  const from = settings?.skipVerify ? "settings" : "hosts.toml";
  return { kind: "unverified certificate", from, server };
}

/** Plain HTTP for loopback hosts only, as in containerd's MatchLocalhost, and not for port 443. */
function defaultOrigin(upstream: string, usesTls: boolean): URL {
  const secure = new URL(`https://${upstream}`);
  const isPlain = isLoopbackHost(secure.hostname) && !upstream.endsWith(":443") && !usesTls;
  return isPlain ? new URL(`http://${upstream}`) : secure;
}

function isSameHost(origin: URL, upstream: string): boolean {
  return origin.host === new URL(`${origin.protocol}//${upstream}`).host;
}

async function readTls(
  entry: HostEntry,
  settings: HostSettings | undefined,
  folder: string,
): Promise<EndpointTls> {
  const folderReason = `the configuration in ${folder} refers to it`;
  const lists = await Promise.all([
    ...entry.ca.map((file) => readAuthorities(file, folderReason)),
    ...(settings?.caFile ? [readAuthorities(settings.caFile, settingsReason)] : []),
  ]);
  const ca = lists.flat();
  const client = entry.client && (await readClient(entry.client, folderReason));
  return {
    ...(ca.length === 0 ? {} : { ca }),
    ...client,
    skipVerify: settings?.skipVerify === true || entry.skipVerify,
  };
}

/**
 * Checks the files that settings refer to before the settings are applied.
 * @throws EngineError `input_invalid`, with the file and the expected value
 */
export async function checkHostSettings({ caFile }: HostSettings): Promise<void> {
  if (caFile === undefined) {
    return;
  }
  if (!path.isAbsolute(caFile)) {
    throw hostFileError(caFile, "its path is relative", "Enter the absolute path.");
  }
  await readAuthorities(caFile, settingsReason);
}
