import { sanitizeText } from "../../../redact.ts";
import type { HttpResponse } from "./httpMessages.ts";

/** A rate limit, such as Docker Hub's limit of pulls. */
export interface RateLimit {
  /** Requests in the window. */
  readonly limit: number;
  readonly remaining: number;
  /** In seconds; undefined if the registry does not state it. */
  readonly window: number | undefined;
}

type Header = (name: string) => string | undefined;

/**
 * Reads the rate limit from a response's headers: `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 98;w=21600`.
 * Source: Docker Hub's documentation; draft-ietf-httpapi-ratelimit-headers.
 */
export function readRateLimit(header: Header): RateLimit | undefined {
  const limit = /^\s*(\d{1,12})(?:\s*;\s*w\s*=\s*(\d{1,12}))?/.exec(
    header("ratelimit-limit") ?? "",
  );
  const remaining = /^\s*(\d{1,12})/.exec(header("ratelimit-remaining") ?? "");
  if (!limit || !remaining) {
    return undefined;
  }
  const [, count, window] = limit;
  return {
    limit: Number(count),
    remaining: Number(remaining[1]),
    window: window === undefined ? undefined : Number(window),
  };
}

/**
 * Reads the warning of a registry: `Warning: 299 - "text"`. Other forms are ignored.
 * Source: distribution-spec 1.1, "Warnings".
 * @returns the text without control characters
 */
export function readWarning(header: Header): string | undefined {
  const match = /^\s*299\s+-\s+"((?:[^"\\]|\\.){1,500})"/.exec(header("warning") ?? "");
  return match?.[1] === undefined ? undefined : sanitizeText(match[1].replaceAll(/\\(.)/g, "$1"));
}

/**
 * The delay of a Retry-After header in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3).
 * @param now milliseconds since the epoch
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (/^\d+$/.test(value.trim())) {
    return Number(value) * 1000;
  }
  // All three date formats begin with a weekday; Date.parse accepts much more.
  const date = /^\s*[A-Za-z]{3}/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The media type of a response without parameters; empty if the header is absent. */
export function contentTypeOf({ header }: Pick<HttpResponse, "header">): string {
  return header("content-type")?.split(";", 1)[0]?.trim() ?? "";
}

/** Whether a response is labelled as HTML. */
export function isHtml(response: Pick<HttpResponse, "header">): boolean {
  return contentTypeOf(response).toLowerCase() === "text/html";
}
