import { allCapabilities, type Endpoint } from "../engine/stores/registry/hosts/hostConfig.ts";
import { HttpTransport } from "../engine/stores/registry/http/transport.ts";
import { type Network, plainNetwork } from "../engine/stores/registry/network.ts";

/**
 * Open a transport to a registry host with default settings.
 * @param settings of the host that differ from the defaults
 */
export function openTransport(
  origin: string,
  settings: Partial<Endpoint> = {},
  network: Network = plainNetwork,
): HttpTransport {
  const endpoint: Endpoint = {
    origin: new URL(origin),
    capabilities: allCapabilities,
    mirror: false,
    overridePath: undefined,
    headers: {},
    tls: { skipVerify: false },
    ...settings,
  };
  return new HttpTransport(endpoint, network);
}
