import { errors } from "undici";
import { EngineError } from "../../../errors.ts";
import type { ErrorCode } from "../../../../../shared/errors.ts";
import { proxyName } from "./proxy.ts";
import { redactUrl } from "./redact.ts";
import { isTransientStatus } from "./retry.ts";

interface Cause {
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
  readonly retryable: boolean;
  /** A setting for the registry's connection may fix it: plain HTTP, an authority, no verification. */
  readonly settable?: true;
}

const certificateHint =
  "The registry's certificate is not trusted here. Add its authority to the system's store, or name its file on the Registries page under Connection; nothing was sent.";

/** Where certificates of our own are taken from. */
export const clientCertificateHint =
  "Put one with its key into the host's certs.d folder: *.cert and *.key, or `client` in hosts.toml.";

/** The app itself closed the connections: nothing to try again. */
const closed: Cause = {
  code: "cancelled",
  what: "is no longer connected",
  hint: "The connection was closed while the app went on to something else.",
  retryable: false,
};

const unknownAuthority: Cause = {
  code: "network",
  what: "shows a certificate of an unknown authority",
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
    hint: "Nothing listens there. Check the host and port, and that the registry is running.",
    retryable: false,
  },
  ENOTFOUND: {
    code: "network",
    what: "has no address",
    hint: "The name is not known. Check the spelling, and that you are online.",
    retryable: false,
  },
  EAI_AGAIN: {
    code: "network",
    what: "could not be looked up",
    hint: "The name service does not answer. Check that you are online.",
    retryable: true,
  },
  UND_ERR_CONNECT_TIMEOUT: {
    code: "timeout",
    what: "did not answer the connection in time",
    hint: "The host may be down, or a firewall may swallow the connection.",
    retryable: true,
  },
  UND_ERR_HEADERS_TIMEOUT: {
    code: "timeout",
    what: "took the request but did not answer in time",
    hint: "Try again in a moment.",
    retryable: true,
  },
  UND_ERR_BODY_TIMEOUT: {
    code: "timeout",
    what: "stopped sending in the middle of its answer",
    hint: "Try again in a moment.",
    retryable: true,
  },
  EPROTO: {
    code: "network",
    what: "does not speak HTTPS",
    hint: "Plain HTTP is used for registries on this machine only, or where hosts.toml or the Registries page (under Connection) say so.",
    retryable: false,
    settable: true,
  },
  CERT_HAS_EXPIRED: {
    code: "network",
    what: "shows a certificate that has expired",
    hint: "Renew the registry's certificate; nothing was sent.",
    retryable: false,
    settable: true,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: "network",
    what: "shows a certificate that it signed itself",
    hint: certificateHint,
    retryable: false,
    settable: true,
  },
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  // A chain whose end is not known here.
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: "network",
    what: "shows a certificate for another name",
    hint: "Check the host's name; nothing was sent.",
    retryable: false,
    settable: true,
  },
};

const lost: Cause = {
  code: "network",
  what: "broke the connection",
  hint: "Try again in a moment.",
  retryable: true,
};

/** TLS tells why it ends: RFC 8446 §6.2, in the words of OpenSSL and BoringSSL. */
const aboutCertificate =
  /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|NO_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

const certificateWanted: Cause = {
  code: "network",
  what: "wants to see a client's certificate of an authority that it knows",
  hint: clientCertificateHint,
  retryable: false,
};

const handshakeEnded: Cause = {
  code: "network",
  what: "speaks TLS, but not with us",
  hint: `Its versions and ciphers may be too old or too new. Or it wants to see a client's certificate: ${lowerFirst(clientCertificateHint)}`,
  retryable: false,
};

/**
 * With TLS 1.3 a server looks at certificates only after we have begun to speak, and many then close without a
 * word that arrives.
 */
const closedUnanswered: Cause = {
  ...lost,
  settable: true,
  what: "closed the connection without an answer",
  hint: `Try again in a moment. Where it never answers, it may speak plain HTTP only, which the Registries page allows under Connection; or it wants to see a client's certificate: ${lowerFirst(clientCertificateHint)}`,
};

function causeOf(code: string, error: Error, url: URL): Cause {
  if (code.startsWith("ERR_SSL_")) {
    if (aboutCertificate.test(code)) return certificateWanted;
    if (code.includes("ALERT_")) return handshakeEnded;
    return causes["EPROTO"] ?? lost;
  }
  const known = causes[code];
  if (known) return known;
  return url.protocol === "https:" && isUnanswered(error) ? closedUnanswered : lost;
}

/** Whether a connection ended before anything came over it. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof errors.SocketError) return error.socket?.bytesRead === 0;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "EPIPE";
}

/** Whether nothing listens where a connection was to be made. */
export function isRefusedConnection(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

/** A host that answered before refuses connections. */
export function restarting(url: URL): EngineError {
  return new EngineError("network", `${url.host} refuses connections, though it answered before.`, {
    hint: "It may have stopped, or be starting again. Try again in a moment.",
    retryable: true,
    fault: "restarting",
  });
}

const tlsHint =
  'It speaks TLS, but registries on this machine are asked without. Name the file of its authority on the Registries page under Connection, or put it into its certs.d folder, or `server = "https://…"` into hosts.toml there.';

/**
 * What it means that a host speaks TLS, and was asked plainly.
 * @param host as it is shown
 */
export function tlsWanted(host: string): Pick<EngineError, "code" | "message"> & { hint: string } {
  return { code: "network", message: `${host} speaks TLS, but was asked without.`, hint: tlsHint };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What goes wrong on the way to the next host, which is the proxy where there is one: it does the rest. */
const reaching = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * Turn what the HTTP client threw into an error for a person. Errors of our own and cancellations pass as
 * they are.
 *
 * @param proxy what the address was asked through, if anything
 * @param registry whose own server was asked, as it stands in references: settings are for that alone
 */
export function networkError(
  error: unknown,
  method: string,
  url: URL,
  proxy?: URL,
  registry?: string,
): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) return error;
  // undici aborts the request then, which nobody asked for.
  const refusal = /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
  if (proxy && refusal !== undefined) return proxyRefusal(Number(refusal), url, proxy);
  if (error.name === "AbortError" || error.cause instanceof EngineError)
    return error.cause ?? error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const cause = causeOf(code, error, url);
  const detail = `${method} ${redactUrl(url)}: ${code || error.message}`;
  if (proxy && reaching.has(code)) {
    return new EngineError(
      cause.code,
      `The proxy ${proxyName(proxy)} on the way to ${url.host} ${cause.what}.`,
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
  "Check HTTPS_PROXY, HTTP_PROXY and the system's proxy settings; hosts in NO_PROXY are reached directly.";

function proxyRefusal(status: number, url: URL, proxy: URL): EngineError {
  const name = proxyName(proxy);
  const detail = `CONNECT ${url.host}: ${status}`;
  if (status === 407 || status === 401) {
    return new EngineError("network", `The proxy ${name} refuses the name and password for it.`, {
      hint: "The proxy's address takes them: http://name:password@proxy.example:3128, with % codes for special characters.",
      detail,
    });
  }
  return new EngineError("network", `The proxy ${name} does not lead to ${url.host} (${status}).`, {
    hint: proxyHint,
    detail,
    retryable: isTransientStatus(status),
  });
}
