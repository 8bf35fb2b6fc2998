import { randomUUID, sign, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { issueCertificate } from "./certificateAuthority.ts";
import type { TokenIssuer } from "./dockerRegistry.ts";
import { readBasic } from "../registry/authorizer.ts";
import { parseScopes } from "../registry/scope.ts";

/** A token server with signed tokens for the CNCF registry. */
export interface RunningTokenIssuer extends TokenIssuer {
  /** The scopes and account of each issued token; undefined for an anonymous one. */
  readonly issued: readonly { readonly account: string | undefined; readonly scopes: string[] }[];
  close(): Promise<void>;
}

/** The lifetime of tokens in seconds. */
const lifetime = 300;

/**
 * Starts a token server on a free port of 127.0.0.1. Anonymous users may pull; the account may do everything.
 * Source: distribution, "Token Authentication Implementation" (JSON Web Token, ES256, `x5c`).
 */
export async function startTokenIssuer(account: {
  readonly name: string;
  readonly password: string;
}): Promise<RunningTokenIssuer> {
  const authority = await issueCertificate("authority");
  const issued: { account: string | undefined; scopes: string[] }[] = [];
  const certificate = new X509Certificate(authority.cert).raw.toString("base64");

  const handleRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // Like most token servers, it does not support OAuth.
    if (request.method !== "GET") {
      response.writeHead(405).end();
      return;
    }
    const query = new URL(request.url ?? "/", "http://127.0.0.1").searchParams;
    const basic = readBasic(request.headers.authorization);
    if (basic && (basic.user !== account.name || basic.password !== account.password)) {
      response.writeHead(401).end();
      return;
    }
    const scopes = query.getAll("scope");
    issued.push({ account: basic?.user, scopes });
    const access = parseScopes(scopes).map(({ type, name, actions }) => ({
      type,
      name,
      actions: basic ? actions : actions.filter((action) => action === "pull"),
    }));
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "test-issuer",
      sub: basic?.user ?? "",
      aud: "test-registry",
      exp: now + lifetime,
      nbf: now - lifetime,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const content = `${encode({ typ: "JWT", alg: "ES256", x5c: [certificate] })}.${encode(claims)}`;
    const key = { key: authority.key, dsaEncoding: "ieee-p1363" } as const;
    const signature = sign("sha256", Buffer.from(content), key).toString("base64url");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ token: `${content}.${signature}`, expires_in: lifetime }));
  };

  const server = createServer(handleRequest);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    realm: `http://127.0.0.1:${port}/token`,
    service: "test-registry",
    issuer: "test-issuer",
    authority,
    issued,
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
