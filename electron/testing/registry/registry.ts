import type { RegistryResponse } from "./response.ts";
import { jsonResponse, pageNotFound, errorResponse } from "./response.ts";
import { createAuthorizer } from "./authorizer.ts";
import { handleBlob } from "./blobs.ts";
import type { RegistryRequest } from "./request.ts";
import type { Content, Repository, Seed } from "./content.ts";
import { createContent } from "./content.ts";
import type { Faults } from "./faults.ts";
import { createFaults } from "./faults.ts";
import type { LoggedRequest, RequestMatch } from "./requestLog.ts";
import { createLog } from "./requestLog.ts";
import { handleManifest } from "./manifests.ts";
import type { RegistryOptions, ResolvedOptions, RepositoryRequest } from "./options.ts";
import { resolveOptions } from "./options.ts";
import { handleReferrers } from "./referrers.ts";
import type { Route } from "./route.ts";
import { readRoute } from "./route.ts";
import { neededScopes } from "./scope.ts";
import { startServer } from "./faultyServer.ts";
import { handleCatalog, handleTags } from "./tags.ts";
import type { TokenRequest } from "./tokenServer.ts";
import { handleTokenRequest } from "./tokenServer.ts";
import { beginUpload, continueUpload } from "./uploads.ts";

/** A registry that runs in this process; tests read and change its content. */
export interface TestRegistry {
  /** `127.0.0.1:PORT`, as in references. */
  readonly host: string;
  readonly url: string;
  /** The URL of the token server; undefined without bearer authentication. */
  readonly tokenUrl: string | undefined;
  /** All requests, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** All requests for tokens. */
  readonly tokenRequests: readonly TokenRequest[];
  readonly faults: Faults;
  /** Faults of the token server. */
  readonly tokenFaults: Faults;
  /** Resolves with the first (or nth) matching request once it arrives, before its response. */
  waitForRequest(match: RequestMatch, nth?: number): Promise<LoggedRequest>;
  clearLog(): void;
  /** Adds content without validation. */
  seed(seed: Seed): void;
  /** Returns the stored repository, not a copy; it is empty if nothing was pushed. */
  repository(name: string): Repository;
  /** Invalidates all issued tokens. */
  expireTokens(): void;
  /** Closes the servers and all connections. */
  close(): Promise<void>;
}

/**
 * Starts an OCI distribution 1.1 registry over HTTP, on a free port of 127.0.0.1, with its content in memory.
 * Source: distribution-spec 1.1; distribution's API where the spec is silent.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const content = createContent();
  const log = createLog();
  const tokenRequests: TokenRequest[] = [];
  const faults = createFaults();
  const tokenFaults = createFaults();
  const auth = options.auth ?? { kind: "none" };

  const authorizer = createAuthorizer(auth, () => tokenUrl ?? "");
  const resolved = resolveOptions(options, () => server.url);
  const tokens =
    auth.kind === "bearer"
      ? await startServer({
          respond: (request) =>
            handleTokenRequest(request, { option: auth, authorizer }, tokenRequests),
          faults: tokenFaults,
          log: createLog(),
          tls: options.tls,
        })
      : undefined;
  const tokenUrl = tokens && `${tokens.url}/token`;
  const { before, after } = options.hooks ?? {};
  const reply = async (request: RegistryRequest): Promise<RegistryResponse> => {
    const route = readRoute(request.path);
    return (
      authorizer.check(request, neededScopes(route, request.method, request.query)) ??
      before?.(request, content) ??
      (await dispatch({ request, route, content, options: resolved }))
    );
  };
  const server = await startServer({
    respond: async (request) => {
      const response = await reply(request);
      return after?.(request, response) ?? response;
    },
    faults,
    log,
    applyToTokens(fault) {
      if ("expireTokens" in fault) {
        authorizer.expire();
      }
      if ("revokeScope" in fault) {
        authorizer.revoke(fault.revokeScope);
      }
    },
    tls: options.tls,
  });

  return {
    host: server.host,
    url: server.url,
    tokenUrl,
    requests: log.entries,
    waitForRequest: (match, nth) => log.waitForRequest(match, nth),
    tokenRequests,
    faults,
    tokenFaults,
    clearLog() {
      log.clear();
      tokenRequests.length = 0;
    },
    seed: (seed) => content.seed(seed),
    repository: (name) => content.repository(name),
    expireTokens: () => authorizer.expire(),
    async close() {
      await Promise.all([server.close(), tokens?.close()]);
    },
  };
}

const nameExpression =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

interface RoutedRequest {
  readonly request: RegistryRequest;
  readonly route: Route;
  readonly content: Content;
  readonly options: ResolvedOptions;
}

async function dispatch({
  request,
  route,
  content,
  options,
}: RoutedRequest): Promise<RegistryResponse> {
  if ("name" in route && (route.name.length > 255 || !nameExpression.test(route.name))) {
    return errorResponse(400, "NAME_INVALID", `invalid name ${route.name}`);
  }
  const at = (name: string): RepositoryRequest => {
    return { request, name, repository: content.repository(name), options };
  };
  switch (route.kind) {
    case "ping":
      return jsonResponse(200, {}, { "docker-distribution-api-version": "registry/2.0" });
    case "catalog":
      return handleCatalog(request, content, options);
    case "tags":
      return handleTags(at(route.name));
    case "manifest":
      return handleManifest(at(route.name), route.reference);
    case "blob":
      return handleBlob(at(route.name), route.digest);
    case "uploads":
      return beginUpload(at(route.name), content);
    case "upload":
      return continueUpload(at(route.name), route.id);
    case "referrers":
      return handleReferrers(at(route.name), route.digest);
    case "unknown":
      return pageNotFound();
    default:
      return route satisfies never;
  }
}
