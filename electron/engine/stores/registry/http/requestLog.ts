import type { Log } from "../../../log.ts";
import { redactText, redactUrl, sanitizeText } from "../../../redact.ts";

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

/** Log a request as one line: `GET https://ghcr.io/v2/ 401 87 ms > accept: … < www-authenticate: …`. */
export function logRequest(log: Log, request: LoggedRequest): void {
  const { method, url, headers, milliseconds, response, error } = request;
  log.debug(
    [
      method,
      redactUrl(url),
      response ? String(response.status) : `failed (${formatError(error)})`,
      `${Math.round(milliseconds)} ms`,
      `> ${formatHeaders(headers)}`,
      ...(response ? [`< ${formatHeaders(response.headers)}`] : []),
    ].join(" "),
  );
}

function formatHeaders(headers: Headers): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => (value === undefined ? [] : [formatHeader(name, value)]))
    .join("; ");
}

function formatHeader(name: string, value: string | readonly string[]): string {
  const text = typeof value === "string" ? value : value.join(", ");
  const isLogged = loggedHeaders.has(name.toLowerCase());
  return `${sanitizeText(name)}: ${isLogged ? formatValue(text) : "REDACTED"}`;
}

/** A relative URL may have a signature or state in its query as well. */
function formatValue(value: string): string {
  const withoutQueries = value.replaceAll(/(^|[\s<])(\/[^\s<>"?]*)\?[^\s<>"]*/g, "$1$2?REDACTED");
  return sanitizeText(redactText(withoutQueries));
}

function formatError(error: unknown): string {
  if (!(error instanceof Error)) return "error";
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.name;
}
