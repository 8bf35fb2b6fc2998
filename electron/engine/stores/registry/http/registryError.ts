import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { EngineError } from "../../../errors.ts";
import { errorReason, formatErrors, parseErrorBody } from "./errorBody.ts";
import { explainRefusal } from "./explainRefusal.ts";
import { redactSent, redactText, redactUrl, sanitizeText } from "../../../redact.ts";
import type { RequestTarget } from "./registryRequest.ts";
import { namesIn } from "./requestNames.ts";
import { parseRetryAfter, readRateLimit } from "./responseHeaders.ts";
import { isTransientStatus, isUnavailable } from "./retry.ts";
import type { Scope } from "./scope.ts";

/** A request that a registry answered with an error. */
export interface RefusedRequest {
  /** Describes the request: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: string;
  /** Of the response. */
  readonly url: URL;
  readonly target: RequestTarget;
  readonly scopes: readonly Scope[];
  /** The account and scopes of the request. */
  readonly auth: AuthAttempt;
  /** Authorization headers that were sent, to redact them. */
  readonly sentHeaders: Iterable<string>;
  /** The hint if the registry refuses the content of the request. */
  readonly hint: string | undefined;
  /** The response's headers. */
  readonly header: (name: string) => string | undefined;
}

/** Headers with the id of a request, which the registry's support asks for. */
const requestIdHeaders = [
  "x-request-id",
  "x-amzn-requestid",
  "x-ms-correlation-request-id",
  "x-github-request-id",
  "cf-ray",
];

/** Codes of an invalid request: a retry changes nothing, whatever the status. */
const permanentCodes = new Set([
  "BLOB_UNKNOWN",
  "DIGEST_INVALID",
  "MANIFEST_BLOB_UNKNOWN",
  "MANIFEST_INVALID",
  "MANIFEST_UNVERIFIED",
  "NAME_INVALID",
  "SIZE_INVALID",
  "TAG_INVALID",
  "UNSUPPORTED",
]);

/**
 * Converts the error response of a registry to an EngineError with the registry's own message and a hint.
 *
 * Source: distribution-spec 1.1, "Error Codes".
 *
 * @param body at most 64 KiB
 */
export function registryError(
  request: RefusedRequest,
  status: number,
  body: Uint8Array,
): EngineError {
  const { method, url, auth, sentHeaders, header } = request;
  const errors = parseErrorBody(body);
  const [first] = errors;
  const title = first ? "" : pageTitle(body);
  const text = redactSent(formatErrors(errors) || title, sentHeaders);
  const { code, message, hint, retryable, settable } = explainRefusal({
    ...request,
    host: url.host,
    status,
    code: first?.code ?? "",
    reason: redactSent(first ? errorReason(first) : "", sentHeaders),
    text,
    reasons: errors.map((error) => `${error.code}: ${errorReason(error)}`).join("; ") || title,
    names: namesIn(request),
  });
  const mayPass =
    isTransientStatus(status) && !errors.some((each) => permanentCodes.has(each.code));
  const isUsedUp = status === 429 && readRateLimit(header)?.remaining === 0;
  // A cause that the user must fix does not pass by itself, unless the server is unavailable anyway.
  const needsUser = retryable !== undefined && !isUnavailable(status);
  const isLoginError = code === "unauthorized" || code === "denied";
  return new EngineError(code, message, {
    ...(hint ? { hint } : {}),
    detail: [
      `${method} ${redactUrl(url)} answered ${status}.`,
      ...(text ? [`It said: ${text}`] : []),
      ...requestIds(header),
    ].join("\n"),
    // The window has the limit of the registry.
    ...(isLoginError || settable || code === "rate_limited" ? { registry: auth.host } : {}),
    ...(isLoginError ? { auth } : {}),
    status,
    retryAfterMs: parseRetryAfter(header("retry-after"), Date.now()),
    retryable: retryable ?? mayPass,
    transient: mayPass && !needsUser,
    ...(isUsedUp ? { fault: "used_up" } : {}),
  });
}

function requestIds(header: RefusedRequest["header"]): readonly string[] {
  return requestIdHeaders.flatMap((name) => {
    const id = sanitizeText(header(name));
    return id ? [`${name}: ${id}`] : [];
  });
}

/** The title of a proxy's HTML page, or a plain text. */
function pageTitle(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  // nginx repeats the status.
  const title = /<title>(?:\d{3} )?([^<]*)<\/title>/i.exec(text)?.[1];
  return redactText(sanitizeText(title ?? (/^[^<{[]{1,200}$/.test(text) ? text : "")).trim());
}

/**
 * The error for a web page in place of a registry's response.
 * @param what describes the request: `manifest ghcr.io/acme/app:1.4`
 */
export function notARegistry(what: string, url: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${url.host} answers with a web page, not with ${what}.`,
    {
      hint: "There is no registry at this address, or a login page is in front of it. Check host and port.",
    },
  );
}
