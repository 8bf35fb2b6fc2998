import path from "node:path";
import { wireHost } from "../../oci/reference.ts";
import { isLoopbackHost } from "../transport/addresses.ts";
import { certificateFiles } from "./certificateFiles.ts";
import { readAuthorities, readClient, type ClientFiles } from "./certificates.ts";
import {
  allCapabilities,
  type Endpoint,
  type EndpointTls,
  type HostConfig,
  type HostSettings,
} from "./hostConfig.ts";
import { hostFileError } from "./hostFileError.ts";
import { findHostFolder, type HostFolder } from "./hostFolder.ts";
import { parseHostsToml, type HostEntry } from "./hostsToml.ts";
import { readHostFile } from "./readHostFile.ts";

/** Where and how files about hosts are found, and what the app's settings say of this one. */
export interface HostLookup {
  /** As `hostRoots` lists them. */
  readonly roots: readonly string[];
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
  const upstream = wireHost(domain);
  const endpoints = await Promise.all(
    entries.map((entry, index) =>
      toEndpoint(entry, {
        upstream,
        // The settings are about the registry's own server, which is the last.
        settings: index === entries.length - 1 ? (lookup.settings ?? {}) : {},
        namedIn: folder?.folder ?? "",
      }),
    ),
  );
  return { endpoints, folder: folder?.folder };
}

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
    readonly settings: HostSettings;
    readonly namedIn: string;
  },
): Promise<Endpoint> {
  const { settings, upstream } = about;
  const tls = await readTls(entry, settings, about.namedIn);
  // Certificates for a registry on this machine are there because it speaks TLS.
  const speaksTls = tls.ca !== undefined || tls.cert !== undefined || tls.skipVerify;
  const origin = entry.server?.origin ?? defaultOrigin(upstream, speaksTls);
  // Many files, containerd's own examples among them, name the server of Docker Hub so.
  origin.host = wireHost(origin.host);
  if (settings.plainHttp === true) origin.protocol = "http:";
  return {
    origin,
    capabilities: entry.capabilities,
    mirror: !sameHost(origin, upstream),
    overridePath: entry.server?.overridePath,
    headers: entry.headers,
    tls,
    ...(entry.dialTimeout === undefined ? {} : { dialTimeout: entry.dialTimeout }),
  };
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
  settings: HostSettings,
  folder: string,
): Promise<EndpointTls> {
  const inFolder = `${folder} names it`;
  const inSettings = "the settings name it";
  const lists = await Promise.all([
    ...entry.ca.map((file) => readAuthorities(file, inFolder)),
    ...(settings.caFile ? [readAuthorities(settings.caFile, inSettings)] : []),
  ]);
  const ca = lists.flat();
  const own = clientOf(settings);
  const files = own ?? entry.client;
  const client = files && (await readClient(files, own ? inSettings : inFolder));
  return {
    ...(ca.length === 0 ? {} : { ca }),
    ...client,
    skipVerify: settings.skipVerify ?? entry.skipVerify,
  };
}

function clientOf(settings: HostSettings): ClientFiles | undefined {
  const { clientCertFile, clientKeyFile } = settings;
  if (clientCertFile) return { cert: clientCertFile, key: clientKeyFile || undefined };
  if (!clientKeyFile) return undefined;
  throw hostFileError(
    clientKeyFile,
    "the settings name no certificate for this key",
    "Name the client's certificate as well.",
  );
}
