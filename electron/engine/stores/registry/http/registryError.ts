import { EngineError } from "../../../errors.ts";
import type { AuthAttempt } from "../../../../../shared/errors.ts";
import { sanitizeText } from "./redact.ts";
import { hideSent, redactText, redactUrl } from "./redact.ts";
import { judge } from "./explainRefusal.ts";
import { readRegistryWords, reasonIn, reasonOf, tellWords } from "./errorBody.ts";
import type { RequestTarget } from "./request.ts";
import type { Scope } from "./scope.ts";
import { isTransientStatus, isUnavailable } from "./retry.ts";
import { parseRetryAfter, readRateLimit } from "./responseHeaders.ts";
import { namesIn } from "./saidWord.ts";

/** What was being done when a registry answered with an error. */
export interface Asked {
  /** In words, with the name of the thing: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: string;
  readonly url: URL;
  readonly target: RequestTarget;
  readonly scopes: readonly Scope[];
  /** As whom, and for what. */
  readonly trail: AuthAttempt;
  /** The Authorization headers that were sent: no error repeats them. */
  readonly sent: Iterable<string>;
  /** What to do where the request is refused for what it holds, which only its sender knows. */
  readonly hint: string | undefined;
  /** The answer's headers. */
  readonly header: (name: string) => string | undefined;
}

/** Under which name registries and their clouds file a request: what their support asks for. */
const requestIds = [
  "x-request-id",
  "x-amzn-requestid",
  "x-ms-correlation-request-id",
  "x-github-request-id",
  "cf-ray",
];

/** Codes that say what is wrong with the request: asking again changes nothing, whatever the status. */
const definite = new Set([
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
 * Turn an error answer of a registry into an error for a person: what was asked of which host, what it
 * answered in its own words, and what to do next.
 *
 * Source: distribution-spec 1.1, "Error Codes".
 *
 * @param body the error's body, at most 64 KiB of it
 */
export function registryError(asked: Asked, status: number, body: Uint8Array): EngineError {
  const words = readRegistryWords(body);
  const title = words.length > 0 ? "" : pageTitle(body);
  const said = hideSent(tellWords(words) || title, asked.sent);
  const host = asked.url.host;
  const { code, message, hint, retryable, settable } = judge({
    ...asked,
    host,
    status,
    code: words[0]?.code ?? "",
    reason: hideSent(reasonIn(words), asked.sent),
    said,
    reasons: words.map((each) => `${each.code}: ${reasonOf(each)}`).join("; ") || title,
    names: namesIn(asked),
  });
  // A limit may be used up for hours.
  const usedUp = status === 429 && readRateLimit(asked.header)?.remaining === 0;
  const mayPass = isTransientStatus(status) && !words.some((each) => definite.has(each.code));
  return new EngineError(code, message, {
    ...(hint ? { hint } : {}),
    detail: [
      `${asked.method} ${redactUrl(asked.url)} answered ${status}.`,
      said && `It said: ${said}`,
      ...requestIds.flatMap((name) => {
        const id = sanitizeText(asked.header(name));
        return id ? [`${name}: ${id}`] : [];
      }),
    ]
      .filter(Boolean)
      .join("\n"),
    ...(code === "unauthorized" || code === "denied"
      ? { registry: asked.trail.host, auth: asked.trail }
      : settable
        ? { registry: asked.trail.host }
        : {}),
    status,
    retryAfterMs: parseRetryAfter(asked.header("retry-after"), Date.now()),
    retryable: retryable ?? mayPass,
    // What a person has to put right first does not pass by itself, unless the status says that it does.
    transient: mayPass && !usedUp && (retryable === undefined || isUnavailable(status)),
  });
}

/** What a page of a web server that stands before the registry says; a plain text whole. */
function pageTitle(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  // nginx writes the status once more.
  const title = /<title>(?:\d{3} )?([^<]*)<\/title>/i.exec(text)?.[1];
  return redactText(sanitizeText(title ?? (/^[^<{[]{1,200}$/.test(text) ? text : "")).trim());
}

/**
 * The error for a web page received instead of a registry's response.
 * @param what describes the request: `manifest ghcr.io/acme/app:1.4`
 */
export function notARegistry(what: string, url: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${url.host} answers with a web page, not with ${what}.`,
    {
      hint: "There is no registry at this address, or a login page stands before it. Check host and port.",
    },
  );
}
