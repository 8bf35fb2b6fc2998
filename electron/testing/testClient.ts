import { anonymous, type Credentials } from "../engine/stores/registry/auth/credential.ts";
import { allCapabilities, type Endpoint } from "../engine/stores/registry/hosts/hostConfig.ts";
import { RegistryClient } from "../engine/stores/registry/http/registryClient.ts";
import { defaultTimeouts, type Timeouts } from "../engine/stores/registry/http/timeouts.ts";
import { HttpTransport } from "../engine/stores/registry/http/transport.ts";
import type { Network } from "../engine/stores/registry/http/network.ts";
import { plainNetwork } from "../engine/stores/registry/machineNetwork.ts";

/** A network with timeouts for tests: retries do not wait. */
export function testNetwork(
  timeouts: Partial<Timeouts> = {},
  network: Network = plainNetwork,
): Network {
  return { ...network, timeouts: { ...defaultTimeouts, retryDelay: 1, ...timeouts } };
}

/** A client of a test registry; anonymous by default, and without waiting before retries. */
export function createTestClient(
  registry: { readonly host: string },
  options: { readonly credentials?: Credentials; readonly network?: Network } = {},
): RegistryClient {
  const { credentials = anonymous, network = testNetwork() } = options;
  return new RegistryClient({ domain: registry.host, credentials, network });
}

/** The endpoint of a registry without any configuration. */
export function testEndpoint(origin: string, more: Partial<Endpoint> = {}): Endpoint {
  return {
    origin: new URL(origin),
    capabilities: allCapabilities,
    mirror: false,
    overridePath: undefined,
    headers: {},
    tls: { skipVerify: false },
    ...more,
  };
}

/** A transport to a registry host. @param settings of the host that differ from the defaults */
export function openTransport(
  origin: string,
  settings: Partial<Endpoint> = {},
  network: Network = plainNetwork,
): HttpTransport {
  return new HttpTransport(testEndpoint(origin, settings), network);
}

/**
 * Credentials with one login.
 * @param host the only host it is for; by default it is for every host
 */
export function loginAs(username: string, password: string, host?: string): Credentials {
  const credential = { kind: "basic", username, password } as const;
  const found = { credential, source: "the test", account: username };
  return {
    find: (domain) => Promise.resolve(host === undefined || domain === host ? found : undefined),
  };
}
