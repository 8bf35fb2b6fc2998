import type { Answer } from "./response.ts";
import { json, noSuchPage, refuse } from "./response.ts";
import { createAuthority } from "./authorizer.ts";
import { answerBlob } from "./blobs.ts";
import type { Call } from "./request.ts";
import type { Content, Repository, Seed } from "./content.ts";
import { createContent } from "./content.ts";
import type { Faults } from "./faults.ts";
import { createFaults } from "./faults.ts";
import type { LoggedRequest, RequestMatch } from "./requestLog.ts";
import { createLog } from "./requestLog.ts";
import { answerManifest } from "./manifests.ts";
import type { RegistryOptions, Rules } from "./options.ts";
import { readOptions } from "./options.ts";
import { answerReferrers } from "./referrers.ts";
import type { Route } from "./route.ts";
import { readRoute } from "./route.ts";
import { neededScopes } from "./scope.ts";
import { startServer } from "./faultyServer.ts";
import { answerCatalog, answerTags } from "./tags.ts";
import type { TokenRequest } from "./tokenServer.ts";
import { answerToken } from "./tokenServer.ts";
import { beginUpload, continueUpload } from "./uploads.ts";

/** A registry that runs in this process, and whose inside tests may look at. */
export interface TestRegistry {
  /** `127.0.0.1:PORT`, as references name it. */
  readonly host: string;
  readonly url: string;
  /** Where tokens are to be had; undefined without bearer authentication. */
  readonly tokenUrl: string | undefined;
  /** Every request so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Every request for a token so far. */
  readonly tokenRequests: readonly TokenRequest[];
  readonly faults: Faults;
  /** Faults of the token server. */
  readonly tokenFaults: Faults;
  /** The first request that matches, or the nth, as soon as it has come in, answered or not: to act while one hangs. */
  waitForRequest(match: RequestMatch, nth?: number): Promise<LoggedRequest>;
  clearLog(): void;
  /** Adds content without checking it. */
  seed(seed: Seed): void;
  /** What is stored, not a copy; an empty repository where nothing is. */
  repository(name: string): Repository;
  /** Makes every token issued so far invalid. */
  expireTokens(): void;
  /** Ends the servers and every connection, also those that hang. */
  close(): Promise<void>;
}

/**
 * Start an OCI distribution 1.1 registry over real HTTP, on a free port of 127.0.0.1, with its content in memory.
 * Source: distribution-spec 1.1; distribution's API where the spec is silent.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const content = createContent();
  const log = createLog();
  const tokenRequests: TokenRequest[] = [];
  const faults = createFaults();
  const tokenFaults = createFaults();
  const auth = options.auth ?? { kind: "none" };

  const authority = createAuthority(auth, () => tokenUrl ?? "");
  const rules = readOptions(options, () => server.url);
  const tokens =
    auth.kind === "bearer"
      ? await startServer({
          answer: (call) => answerToken(call, auth, authority, tokenRequests),
          faults: tokenFaults,
          log: createLog(),
          tls: options.tls,
        })
      : undefined;
  const tokenUrl = tokens && `${tokens.url}/token`;
  const { before, after } = options.personality ?? {};
  const reply = async (call: Call): Promise<Answer> => {
    const route = readRoute(call.path);
    return (
      authority.check(call, neededScopes(route, call.method, call.query)) ??
      before?.(call, content) ??
      (await dispatch(call, route, content, rules))
    );
  };
  const server = await startServer({
    answer: async (call) => {
      const answer = await reply(call);
      return after?.(call, answer) ?? answer;
    },
    faults,
    log,
    applyToTokens(fault) {
      if ("expireTokens" in fault) authority.expire();
      if ("revokeScope" in fault) authority.revoke(fault.revokeScope);
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
    expireTokens: () => authority.expire(),
    async close() {
      await Promise.all([server.close(), tokens?.close()]);
    },
  };
}

const nameExpression =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

async function dispatch(call: Call, route: Route, content: Content, rules: Rules): Promise<Answer> {
  if ("name" in route && (route.name.length > 255 || !nameExpression.test(route.name))) {
    return refuse(400, "NAME_INVALID", `${route.name} is no name`);
  }
  switch (route.kind) {
    case "ping":
      return json(200, {}, { "docker-distribution-api-version": "registry/2.0" });
    case "catalog":
      return answerCatalog(call, content, rules);
    case "tags":
      return answerTags(call, route.name, content.repository(route.name), rules);
    case "manifest":
      return answerManifest(
        call,
        route.name,
        route.reference,
        content.repository(route.name),
        rules,
      );
    case "blob":
      return answerBlob(call, route.digest, content.repository(route.name), rules);
    case "uploads":
      return beginUpload(call, route.name, content, rules);
    case "upload":
      return continueUpload(call, route.name, route.id, content.repository(route.name), rules);
    case "referrers":
      return answerReferrers(call, route.name, route.digest, content.repository(route.name), rules);
    case "unknown":
      return noSuchPage();
    default:
      return route satisfies never;
  }
}
