import { printable } from "./printable.ts";

/** What a registry says of its limits, such as Docker Hub's pulls. */
export interface RateLimit {
  /** Requests in the window. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds; undefined where the registry does not say. */
  readonly window: number | undefined;
}

type Header = (name: string) => string | undefined;

/**
 * Read the rate limit from an answer's headers: `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 98;w=21600`.
 * Source: Docker Hub's documentation; draft-ietf-httpapi-ratelimit-headers.
 */
export function readRateLimit(header: Header): RateLimit | undefined {
  const limit = /^\s*(\d{1,12})(?:\s*;\s*w\s*=\s*(\d{1,12}))?/.exec(
    header("ratelimit-limit") ?? "",
  );
  const remaining = /^\s*(\d{1,12})/.exec(header("ratelimit-remaining") ?? "");
  if (!limit || !remaining) return undefined;
  const [, count, window] = limit;
  return {
    limit: Number(count),
    remaining: Number(remaining[1]),
    window: window === undefined ? undefined : Number(window),
  };
}

/**
 * Read what a registry warns of: `Warning: 299 - "text"`, any other form is none.
 * Source: distribution-spec 1.1, "Warnings".
 * @returns the text without control characters, which is for showing and nothing else
 */
export function readWarning(header: Header): string | undefined {
  const match = /^\s*299\s+-\s+"((?:[^"\\]|\\.){1,500})"/.exec(header("warning") ?? "");
  return match?.[1] === undefined ? undefined : printable(match[1].replaceAll(/\\(.)/g, "$1"));
}
