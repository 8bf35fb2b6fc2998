import type { Log } from "../../../log.ts";
import { redactAddress, redactText, redactUrl, sanitizeText } from "../../../redact.ts";

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers whose values are logged. Any other may hold a secret, such as a header that hosts.toml adds. */
const loggedHeaders = new Set([
  "accept",
  "accept-encoding",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "date",
  "docker-content-digest",
  "docker-distribution-api-version",
  "etag",
  "if-match",
  "if-none-match",
  "link",
  "location",
  "oci-subject",
  "range",
  "ratelimit-limit",
  "ratelimit-remaining",
  "retry-after",
  "server",
  "transfer-encoding",
  "user-agent",
  "via",
  "warning",
  "www-authenticate",
  "x-request-id",
]);

/** The result of one request to one URL; a redirect is a request of its own. */
interface LoggedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly milliseconds: number;
  readonly response?: { readonly status: number; readonly headers: Headers };
  /** Set if there was no response. */
  readonly error?: unknown;
}

/** Logs a request as one line: `GET https://ghcr.io/v2/ 401 87 ms > accept: … < www-authenticate: …`. */
export function logRequest(log: Log, request: LoggedRequest): void {
  const { method, url, headers, milliseconds, response, error } = request;
  log.debug(
    [
      method,
      redactUrl(url),
      response ? String(response.status) : `failed (${formatError(error)})`,
      `${Math.round(milliseconds)} ms`,
      `> ${formatHeaders(headers, url)}`,
      ...(response ? [`< ${formatHeaders(response.headers, url)}`] : []),
    ].join(" "),
  );
}

function formatHeaders(headers: Headers, url: URL): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => (value === undefined ? [] : [formatHeader(name, value, url)]))
    .join("; ");
}

function formatHeader(name: string, value: string | readonly string[], url: URL): string {
  const values = typeof value === "string" ? [value] : value;
  const text = values.map((each) => formatValue(name.toLowerCase(), each, url)).join(", ");
  return `${sanitizeText(name)}: ${sanitizeText(text)}`;
}

/** @param url of the request, the base of relative addresses: their queries may have signatures and states as well */
function formatValue(name: string, value: string, url: URL): string {
  if (!loggedHeaders.has(name)) {
    return "REDACTED";
  }
  if (name === "location") {
    return redactAddress(value, url);
  }
  if (name === "link") {
    return formatLink(value, url);
  }
  return redactText(value).replaceAll(/(?<!:\/\/[^\s"'<>]*)\?[^\s"'<>]*/g, "?REDACTED");
}

/** A Link header (RFC 8288); REDACTED if an address may be outside the angle brackets. */
function formatLink(value: string, url: URL): string {
  if (!/^(?:[^<>?]*<[^<>]*>)+[^<>?]*$/.test(value)) {
    return "REDACTED";
  }
  const formatted = value.replaceAll(
    /<([^<>]*)>/g,
    (_, address: string) => `<${redactAddress(address, url)}>`,
  );
  return redactText(formatted);
}

function formatError(error: unknown): string {
  if (!(error instanceof Error)) {
    return "error";
  }
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.name;
}
