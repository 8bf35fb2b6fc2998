import type { IncomingHttpHeaders } from "node:http";

/** A request that arrived. Its status is 0 until a response is sent. */
export interface RequestEntry {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  status: number;
  /** Bytes of the request and response bodies. */
  bytesIn: number;
  bytesOut: number;
}

export type LoggedRequest = Readonly<RequestEntry>;

/** Selects requests; an omitted field matches all. The path includes the query. */
export interface RequestMatch {
  readonly method?: string;
  readonly path?: RegExp;
}

export interface RequestLog {
  /** Oldest first. */
  readonly entries: readonly RequestEntry[];
  add(entry: RequestEntry): void;
  clear(): void;
  /** Resolves with the first (or nth) matching request once it arrives, before its response. */
  waitForRequest(match: RequestMatch, nth?: number): Promise<LoggedRequest>;
}

/** Creates an empty log. */
export function createLog(): RequestLog {
  const entries: RequestEntry[] = [];
  const waiting = new Set<() => void>();
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const notify of waiting) {
        notify();
      }
    },
    clear() {
      entries.length = 0;
    },
    waitForRequest(match, nth = 1) {
      const find = (): RequestEntry | undefined =>
        entries.filter(({ method, path }) => isMatch(method, path, match))[nth - 1];
      const known = find();
      if (known !== undefined) {
        return Promise.resolve(known);
      }
      return new Promise((resolve) => {
        const notify = (): void => {
          const entry = find();
          if (entry === undefined) {
            return;
          }
          waiting.delete(notify);
          resolve(entry);
        };
        waiting.add(notify);
      });
    },
  };
}

/** Reports whether a request matches. */
export function isMatch(method: string, path: string, match: RequestMatch): boolean {
  if (match.method !== undefined && match.method !== method) {
    return false;
  }
  // search() ignores the lastIndex of a global expression, test() does not.
  return match.path === undefined || path.search(match.path) >= 0;
}

/** Creates the entry of a request without a response. */
export function newEntry(method: string, path: string, headers: IncomingHttpHeaders): RequestEntry {
  return { method, path, headers: { ...headers }, status: 0, bytesIn: 0, bytesOut: 0 };
}
