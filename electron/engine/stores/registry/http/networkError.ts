import tls from "node:tls";
import { errors } from "undici";
import { EngineError } from "../../../errors.ts";
import type { ErrorCode } from "../../../../../shared/errors.ts";
import { proxyName } from "./proxy.ts";
import { bareHost } from "../addresses.ts";
import { redactUrl } from "../../../redact.ts";
import { isTransientStatus } from "./retry.ts";
import { tlsProbeTimeout } from "./timeouts.ts";

interface Cause {
  readonly code: ErrorCode;
  /** Completes a sentence that begins with the host. */
  readonly what: string;
  readonly hint: string;
  readonly retryable: boolean;
  /** Whether a connection setting of the registry may fix it: plain HTTP, an authority, no verification. */
  readonly settable?: true;
}

const certificateHint =
  "The registry's certificate is not trusted here. Add its authority to the system's store, or select its file on the Registries page under Connection. Nothing was sent.";

/** Where client certificates are read from. */
export const clientCertificateHint =
  "Put one with its key into the host's certs.d folder (*.cert and *.key), or set `client` in hosts.toml.";

/** The app itself closed the connections. */
const closed: Cause = {
  code: "cancelled",
  what: "is no longer connected",
  hint: "The app closed the connection.",
  retryable: false,
};

const unknownAuthority: Cause = {
  code: "network",
  what: "presents a certificate of an unknown authority",
  hint: certificateHint,
  retryable: false,
  settable: true,
};

const causes: Readonly<Record<string, Cause>> = {
  UND_ERR_DESTROYED: closed,
  UND_ERR_CLOSED: closed,
  ECONNREFUSED: {
    code: "network",
    what: "refused the connection",
    hint: "No server listens there. Check the host and port, and that the registry is running.",
    retryable: false,
  },
  ENOTFOUND: {
    code: "network",
    what: "has no address",
    hint: "The name does not resolve. Check the spelling, and that you are online.",
    retryable: false,
  },
  EAI_AGAIN: {
    code: "network",
    what: "could not be resolved",
    hint: "The DNS server does not answer. Check that you are online.",
    retryable: true,
  },
  UND_ERR_CONNECT_TIMEOUT: {
    code: "timeout",
    what: "did not accept the connection in time",
    hint: "The host may be down, or a firewall may drop the connection.",
    retryable: true,
  },
  UND_ERR_HEADERS_TIMEOUT: {
    code: "timeout",
    what: "accepted the request but did not respond in time",
    hint: "Try again in a moment.",
    retryable: true,
  },
  UND_ERR_BODY_TIMEOUT: {
    code: "timeout",
    what: "stopped sending in the middle of its response",
    hint: "Try again in a moment.",
    retryable: true,
  },
  EPROTO: {
    code: "network",
    what: "does not support HTTPS",
    hint: "Plain HTTP is used only for registries on this machine, or if hosts.toml or the Registries page (under Connection) allows it.",
    retryable: false,
    settable: true,
  },
  CERT_HAS_EXPIRED: {
    code: "network",
    what: "presents an expired certificate",
    hint: "Renew the registry's certificate. Nothing was sent.",
    retryable: false,
    settable: true,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: "network",
    what: "presents a self-signed certificate",
    hint: certificateHint,
    retryable: false,
    settable: true,
  },
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  // The issuer at the end of the chain is unknown.
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: "network",
    what: "presents a certificate for another name",
    hint: "Check the host's name. Nothing was sent.",
    retryable: false,
    settable: true,
  },
};

const connectionLost: Cause = {
  code: "network",
  what: "broke the connection",
  hint: "Try again in a moment.",
  retryable: true,
};

/** TLS alerts about the client's certificate, RFC 8446 §6.2, as OpenSSL and BoringSSL name them. */
const clientCertificateAlerts =
  /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|NO_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

const clientCertificateRequired: Cause = {
  code: "network",
  what: "requires a client certificate of an authority that it trusts",
  hint: clientCertificateHint,
  retryable: false,
};

const handshakeFailed: Cause = {
  code: "network",
  what: "ended the TLS handshake",
  hint: `Its TLS versions and ciphers may be too old or too new, or it may require a client certificate. ${clientCertificateHint}`,
  retryable: false,
};

/** With TLS 1.3 a server checks the client's certificate after the handshake, and many close without an alert. */
const closedUnanswered: Cause = {
  ...connectionLost,
  settable: true,
  what: "closed the connection without a response",
  hint: `Try again in a moment. If it never responds, it may support plain HTTP only, which the Registries page allows under Connection, or it may require a client certificate. ${clientCertificateHint}`,
};

function causeOf(code: string, error: Error, url: URL): Cause {
  if (code.startsWith("ERR_SSL_")) {
    if (clientCertificateAlerts.test(code)) {
      return clientCertificateRequired;
    }
    if (code.includes("ALERT_")) {
      return handshakeFailed;
    }
    return causes["EPROTO"] ?? connectionLost;
  }
  const known = causes[code];
  if (known) {
    return known;
  }
  return url.protocol === "https:" && isUnanswered(error) ? closedUnanswered : connectionLost;
}

/** Whether a connection ended before the server sent any data. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof errors.SocketError) {
    return error.socket?.bytesRead === 0;
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "EPIPE";
}

/** Whether no server listens at the address. */
export function isConnectionRefused(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

/** The error for a host that refuses connections shortly after a response. */
export function restartingError(url: URL): EngineError {
  return new EngineError(
    "network",
    `${url.host} refuses connections, though it responded before.`,
    {
      hint: "It may have stopped or be restarting. Try again in a moment.",
      retryable: true,
      fault: "restarting",
    },
  );
}

/**
 * The error for plain HTTP to a server that requires TLS.
 * @param host as shown to the user
 */
export function plainHttpToTls(
  host: string,
): Pick<EngineError, "code" | "message"> & { readonly hint: string } {
  return {
    code: "network",
    message: `${host} requires TLS, but the request used plain HTTP.`,
    hint: 'Registries on this machine are requested without TLS by default. Select the file of its authority on the Registries page under Connection, put it into its certs.d folder, or set `server = "https://…"` in hosts.toml there.',
  };
}

/** Whether a server completes a TLS handshake. No request is sent. */
export async function answersTls({ hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = tls.connect({
    host: bareHost(hostname),
    port: Number(port || 80),
    // The connection ends right after the handshake.
    rejectUnauthorized: false,
  });
  const end = (result: boolean) => (): void => {
    socket.destroy();
    resolve(result);
  };
  socket.once("secureConnect", end(true));
  socket.once("error", end(false));
  socket.once("close", end(false));
  socket.setTimeout(tlsProbeTimeout, end(false));
  return await promise;
}

/** Failures to connect. With a proxy they concern the proxy, which makes the other connection itself. */
const connectErrors = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

interface FailedRequest {
  readonly method: string;
  readonly url: URL;
  readonly proxy?: URL | undefined;
  /** The registry if its own host was requested; its connection settings do not apply to other hosts. */
  readonly registry?: string | undefined;
}

/** Converts an error of the HTTP client to an EngineError. An EngineError and a cancellation are returned unchanged. */
export function networkError(
  error: unknown,
  { method, url, proxy, registry }: FailedRequest,
): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) {
    return error;
  }
  // undici aborts the request after this error.
  const refusal = /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
  if (proxy && refusal !== undefined) {
    return proxyRefusal(Number(refusal), url, proxy);
  }
  if (error.name === "AbortError" || error.cause instanceof EngineError) {
    return error.cause ?? error;
  }
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const cause = causeOf(code, error, url);
  const detail = `${method} ${redactUrl(url)}: ${code || error.message}`;
  if (proxy && connectErrors.has(code)) {
    return new EngineError(
      cause.code,
      `The proxy ${proxyName(proxy)} for ${url.host} ${cause.what}.`,
      { hint: proxyHint, detail, retryable: cause.retryable, cause: error },
    );
  }
  return new EngineError(cause.code, `${url.host} ${cause.what}.`, {
    hint: cause.hint,
    detail,
    ...(cause.settable && registry !== undefined ? { registry } : {}),
    retryable: cause.retryable,
    cause: error,
  });
}

const proxyHint =
  "Check HTTPS_PROXY, HTTP_PROXY and the system's proxy settings. Hosts in NO_PROXY are requested directly.";

function proxyRefusal(status: number, url: URL, proxy: URL): EngineError {
  const name = proxyName(proxy);
  const detail = `CONNECT ${url.host}: ${status}`;
  if (status === 407 || status === 401) {
    return new EngineError("network", `The proxy ${name} refuses the user name and password.`, {
      hint: "Set them in the proxy's URL: http://name:password@proxy.example:3128, with percent-encoding for special characters.",
      detail,
    });
  }
  return new EngineError(
    "network",
    `The proxy ${name} does not connect to ${url.host} (${status}).`,
    {
      hint: proxyHint,
      detail,
      retryable: isTransientStatus(status),
    },
  );
}
