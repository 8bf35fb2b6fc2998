import path from "node:path";
import type { Insecurity } from "../../../../../shared/registries.ts";
import type { HostSettings } from "../../../../../shared/settings.ts";
import { requestHost } from "../../../oci/reference.ts";
import { isLoopbackHost } from "../http/addresses.ts";
import { certificateFiles } from "./certificateFiles.ts";
import { readAuthorities, readClient } from "./certificates.ts";
import { allCapabilities, type Endpoint, type EndpointTls, type HostConfig } from "./hostConfig.ts";
import { hostFileError } from "./hostFile.ts";
import { findHostFolder, type HostFolder } from "./hostFolder.ts";
import { parseHostsToml, type HostEntry } from "./hostsToml.ts";
import { readHostFile } from "./hostFile.ts";

/** Where and how files about hosts are found, and what the app's settings say of this one. */
export interface HostLookup {
  /** As `hostRoots` lists them. */
  readonly roots: readonly string[];
  /** They are added to what folders say: what is off there, they do not switch off. */
  readonly settings?: HostSettings | undefined;
}

/**
 * How to reach a registry: by the first folder about it, and by the app's settings; HTTPS unless one of these
 * says otherwise or the registry is on this machine.
 *
 * @param domain as it stands in a reference
 * @throws EngineError that names the file, the key and what would be right
 */
export async function findHost(domain: string, lookup: HostLookup): Promise<HostConfig> {
  const folder = await findHostFolder(lookup.roots, domain);
  const entries = folder ? await readEntries(folder) : [blank];
  const upstream = requestHost(domain);
  const endpoints = await Promise.all(
    entries.map((entry, index) =>
      toEndpoint(entry, {
        upstream,
        // The settings are about the registry's own server, which is the last.
        settings: index === entries.length - 1 ? lookup.settings : undefined,
        namedIn: folder?.folder ?? "",
      }),
    ),
  );
  return { endpoints, folder: folder?.folder };
}

const inSettings = "the settings for its host name it";

const blank: HostEntry = {
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
  // An empty one is none: containerd goes on to the certificates beside it.
  if (text) return parseHostsToml(text, file);
  return [{ ...blank, ...certificateFiles(folder) }];
}

async function toEndpoint(
  entry: HostEntry,
  about: {
    readonly upstream: string;
    readonly settings: HostSettings | undefined;
    readonly namedIn: string;
  },
): Promise<Endpoint> {
  const { settings, upstream } = about;
  const tls = await readTls(entry, settings, about.namedIn);
  // Certificates for a registry on this machine are there because it speaks TLS.
  const speaksTls = tls.ca !== undefined || tls.cert !== undefined || tls.skipVerify;
  const origin = entry.server?.origin ?? defaultOrigin(upstream, speaksTls);
  // Many files, containerd's own examples among them, name the server of Docker Hub so.
  origin.host = requestHost(origin.host);
  // Before the scheme changes, and with it the port that goes without saying.
  const mirror = !sameHost(origin, upstream);
  if (settings?.plainHttp === true) origin.protocol = "http:";
  const insecure = insecurity(origin, tls.skipVerify, settings);
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

function insecurity(
  origin: URL,
  skipVerify: boolean,
  settings: HostSettings | undefined,
): Insecurity | undefined {
  const server = origin.host;
  if (origin.protocol === "http:") {
    const local = isLoopbackHost(origin.hostname) ? "loopback" : "hosts.toml";
    return { kind: "plain http", from: settings?.plainHttp ? "settings" : local, server };
  }
  if (!skipVerify) return undefined;
  const from = settings?.skipVerify ? "settings" : "hosts.toml";
  return { kind: "unverified certificate", from, server };
}

/** Plain HTTP for this machine only, as containerd's MatchLocalhost, and not where the port says TLS. */
function defaultOrigin(upstream: string, speaksTls: boolean): URL {
  const secure = new URL(`https://${upstream}`);
  const plain = isLoopbackHost(secure.hostname) && !upstream.endsWith(":443") && !speaksTls;
  return plain ? new URL(`http://${upstream}`) : secure;
}

function sameHost(origin: URL, upstream: string): boolean {
  return origin.host === new URL(`${origin.protocol}//${upstream}`).host;
}

async function readTls(
  entry: HostEntry,
  settings: HostSettings | undefined,
  folder: string,
): Promise<EndpointTls> {
  const inFolder = `${folder} names it`;
  const lists = await Promise.all([
    ...entry.ca.map((file) => readAuthorities(file, inFolder)),
    ...(settings?.caFile ? [readAuthorities(settings.caFile, inSettings)] : []),
  ]);
  const ca = lists.flat();
  const client = entry.client && (await readClient(entry.client, inFolder));
  return {
    ...(ca.length === 0 ? {} : { ca }),
    ...client,
    skipVerify: settings?.skipVerify === true || entry.skipVerify,
  };
}

/**
 * Check what settings name before they are in force.
 * @throws EngineError that names the file and what would be right
 */
export async function checkHostSettings({ caFile }: HostSettings): Promise<void> {
  if (caFile === undefined) return;
  if (!path.isAbsolute(caFile)) {
    throw hostFileError(
      caFile,
      "it does not say in which folder it is",
      "Name it with its whole path.",
    );
  }
  await readAuthorities(caFile, inSettings);
}
