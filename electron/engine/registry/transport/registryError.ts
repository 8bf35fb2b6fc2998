import { EngineError } from "../../failure.ts";
import type { AuthTrail, ErrorCode } from "../../../../shared/result.ts";
import { isHub } from "../auth/hub.ts";
import { clientCertificateHint } from "./networkError.ts";
import { printable } from "./printable.ts";
import { redactUrl } from "./redact.ts";
import { isPassing, parseRetryAfter } from "./retry.ts";

/** What was being done when a registry answered with an error. */
export interface Asked {
  /** In words, with the name of the thing: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: string;
  readonly url: URL;
  /** As whom, and for what. */
  readonly trail: AuthTrail;
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

interface RegistryWords {
  readonly code: string;
  readonly message: string;
}

/**
 * Turn an error answer of a registry into an error for a person: what was asked of which host, what it
 * answered in its own words, and what to do next.
 *
 * Source: distribution-spec 1.1, "Error Codes".
 *
 * @param body the error's body, at most 64 KiB of it
 */
export function registryError(asked: Asked, status: number, body: Uint8Array): EngineError {
  const words = parseWords(body);
  const said =
    words.map(({ code, message }) => (message ? `${code}: ${message}` : code)).join("; ") ||
    pageTitle(body);
  const { code, message, hint } = judge(asked, status, words, said);
  return new EngineError(code, message, {
    ...(hint ? { hint } : {}),
    detail: [
      `${asked.method} ${redactUrl(asked.url)} answered ${status}.`,
      said && `It said: ${said}`,
      ...requestIds.flatMap((name) => {
        const id = printable(asked.header(name));
        return id ? [`${name}: ${id}`] : [];
      }),
    ]
      .filter(Boolean)
      .join("\n"),
    ...(code === "unauthorized" || code === "denied"
      ? { registry: asked.trail.host, auth: asked.trail }
      : {}),
    status,
    after: parseRetryAfter(asked.header("retry-after"), Date.now()),
    retryable: isPassing(status) && !words.some(({ code: word }) => definite.has(word)),
  });
}

interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

function judge(
  asked: Asked,
  status: number,
  words: readonly RegistryWords[],
  said: string,
): Verdict {
  const { what, url, trail } = asked;
  const host = url.host;
  const first = words[0]?.message ?? "";
  // ECR Public says so of a token that is not good.
  const isRefused = status === 400 && words.some(({ code }) => code === "UNAUTHORIZED");
  switch (isRefused ? 401 : status) {
    case 401:
      return {
        code: "unauthorized",
        message: `${host} wants a login for ${what}; asked ${askedAs(trail)}.`,
        hint: `Log in on the Registries page or with \`docker login${isHub(host) ? "" : ` ${host}`}\`, or check that the account may see this repository, then try again.`,
      };
    case 403:
      return {
        code: "denied",
        message: `${host} denies access to ${what}; asked ${askedAs(trail)}.`,
        hint: "The login works, but lacks this right. Ask the repository's owner, or use another account.",
      };
    case 404:
      return {
        code: "not_found",
        message: `${what}: not found.`,
        hint: `${host} has no such ${words[0]?.code === "NAME_UNKNOWN" ? "repository" : "content"}. Check the spelling; a private repository may also hide itself from those who are not logged in.`,
      };
    case 429:
      return {
        code: "rate_limited",
        message: `${host} is limiting requests and refused ${what}.`,
        hint: "Wait a while and try again; being logged in usually raises the limit.",
      };
    default:
      return {
        code: "registry_refused",
        message: `${host} answered ${status} to ${what}${first || said ? `: ${first || said}` : "."}`,
        ...hintOf(status, said),
      };
  }
}

function askedAs({ source, account = "the holder of a token" }: AuthTrail): string {
  return source === undefined ? "anonymously" : `as ${account} (from ${source})`;
}

function hintOf(status: number, said: string): { readonly hint?: string } {
  // nginx; Go's net/http.
  if (/request was sent to HTTPS port|HTTP request to an HTTPS server/.test(said)) {
    return {
      hint: 'It speaks TLS, but registries on this machine are asked without. Name the file of its authority on the Registries page under Connection, or put it into its certs.d folder, or `server = "https://…"` into hosts.toml there.',
    };
  }
  if (/SSL certificate/.test(said)) {
    return {
      hint: `It wants to see a client's certificate of an authority that it knows. ${clientCertificateHint}`,
    };
  }
  return status >= 500 ? { hint: "The registry itself has trouble. Try again in a moment." } : {};
}

/** What a page of a web server that stands before the registry says; a plain text whole. */
function pageTitle(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  // nginx writes the status once more.
  const title = /<title>(?:\d{3} )?([^<]*)<\/title>/i.exec(text)?.[1];
  return printable(title ?? (/^[^<{[]{1,200}$/.test(text) ? text : "")).trim();
}

/** The registry's own error list; empty where the body is something else, such as a proxy's page. */
function parseWords(body: Uint8Array): readonly RegistryWords[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  const errors = (value as { errors?: unknown } | null)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 10).map((error: { code?: unknown; message?: unknown } | null) => ({
    code: printable(error?.code),
    message: printable(error?.message),
  }));
}
