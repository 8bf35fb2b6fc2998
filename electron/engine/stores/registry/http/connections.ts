import tls from "node:tls";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { Endpoint } from "../hosts/hostConfig.ts";
import type { Network } from "./network.ts";
import type { AddressGuard } from "./addressGuard.ts";
import { basicAuthorization } from "./challenge.ts";
import { pooledConnector } from "./receiveBufferPool.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";

/** Connections to one host: enough for the concurrent requests of a push, few enough not to burden a registry. */
const maxConnections = 48;

/** Milliseconds. An idle connection keeps the process of a command alive. */
const keepAliveTimeout = 4000;

interface Target {
  /** Whether the request goes to the registry's own host. */
  readonly isOwn: boolean;
  /** The proxy of the request, if any. */
  readonly proxy: URL | undefined;
}

interface TlsOptions {
  readonly secureContext?: tls.SecureContext;
  readonly rejectUnauthorized?: false;
}

/**
 * The connection pools of one registry host: one for the host itself with its certificates, one for the hosts that it
 * refers to, whose addresses are checked; each direct or through a proxy.
 */
export class Connections {
  readonly #endpoint: Endpoint;
  readonly #network: Network;
  readonly #guard: AddressGuard;
  readonly #timeouts: Timeouts;
  readonly #agents = new Map<string, Promise<Dispatcher>>();

  constructor(endpoint: Endpoint, network: Network, guard: AddressGuard) {
    this.#endpoint = endpoint;
    this.#network = network;
    this.#guard = guard;
    this.#timeouts = network.timeouts ?? defaultTimeouts;
  }

  async agentFor(target: Target): Promise<Dispatcher> {
    const key = `${target.isOwn ? "own" : "foreign"} ${target.proxy?.href ?? ""}`;
    const known = this.#agents.get(key);
    if (known) {
      return await known;
    }
    const agent = this.#createAgent(target);
    this.#agents.set(key, agent);
    agent.catch(() => this.#agents.delete(key));
    return await agent;
  }

  async close(): Promise<void> {
    const agents = await Promise.allSettled(this.#agents.values());
    await Promise.all(
      agents.map(async (agent) => agent.status === "fulfilled" && (await agent.value.destroy())),
    );
  }

  async #createAgent({ isOwn, proxy }: Target): Promise<Dispatcher> {
    const isPlain = isOwn && this.#endpoint.origin.protocol === "http:";
    const tlsOptions = isPlain ? {} : await this.#tlsOptions(isOwn);
    const timeout = this.#endpoint.dialTimeout ?? this.#timeouts.connect;
    const options = {
      connections: maxConnections,
      bodyTimeout: this.#timeouts.body,
      keepAliveTimeout,
    };
    if (proxy) {
      const { username, password } = proxy;
      return new ProxyAgent({
        ...options,
        ...(username
          ? {
              token: basicAuthorization(decodeURIComponent(username), decodeURIComponent(password)),
            }
          : {}),
        uri: `${proxy.protocol}//${proxy.host}`,
        requestTls: { ...tlsOptions, timeout },
        proxyTls: { ...(await this.#tlsOptions(false)), timeout },
      });
    }
    if (!isOwn) {
      const { lookup } = this.#guard;
      return new Agent({
        ...options,
        connect: pooledConnector({ ...tlsOptions, lookup, timeout }),
      });
    }
    const connect = pooledConnector({ ...tlsOptions, timeout });
    return new Agent({
      ...options,
      connect: (to, done) =>
        connect(to, (...result) => {
          const [error, socket] = result;
          if (error === null) {
            this.#guard.recordConnection(socket);
          }
          done(...result);
        }),
    });
  }

  /** One context for all connections: reading the trusted certificates takes a while. */
  async #tlsOptions(isOwn: boolean): Promise<TlsOptions> {
    const { ca = [], cert, key, skipVerify } = this.#endpoint.tls;
    const secureContext = tls.createSecureContext({
      ca: [...(await this.#network.trust()).certificates, ...(isOwn ? ca : [])],
      ...(isOwn && cert && key ? { cert, key } : {}),
    });
    return { secureContext, ...(isOwn && skipVerify ? { rejectUnauthorized: false } : {}) };
  }
}
