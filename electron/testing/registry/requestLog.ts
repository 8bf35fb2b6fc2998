import type { IncomingHttpHeaders } from "node:http";

/** One request that came in, kept from its first line on; a status of 0 is one that was never answered. */
export interface RequestEntry {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  status: number;
  /** Bytes of the bodies, without headers. */
  bytesIn: number;
  bytesOut: number;
}

export type LoggedRequest = Readonly<RequestEntry>;

/** Which requests are meant; what is left out is any. The path is matched with its query. */
export interface RequestMatch {
  readonly method?: string;
  readonly path?: RegExp;
}

export interface RequestLog {
  /** Oldest first. */
  readonly entries: readonly RequestEntry[];
  add(entry: RequestEntry): void;
  clear(): void;
  /** The first request that matches, or the nth, as soon as it has come in, answered or not. */
  waitForRequest(match: RequestMatch, nth?: number): Promise<LoggedRequest>;
}

/** An empty log. */
export function createLog(): RequestLog {
  const entries: RequestEntry[] = [];
  const waiting = new Set<() => void>();
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const notify of waiting) notify();
    },
    clear() {
      entries.length = 0;
    },
    waitForRequest(match, nth = 1) {
      const find = (): RequestEntry | undefined =>
        entries.filter(({ method, path }) => isMatch(method, path, match))[nth - 1];
      const known = find();
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => {
        const notify = (): void => {
          const entry = find();
          if (entry === undefined) return;
          waiting.delete(notify);
          resolve(entry);
        };
        waiting.add(notify);
      });
    },
  };
}

/** Whether a request is one of those that are meant. */
export function isMatch(method: string, path: string, match: RequestMatch): boolean {
  if (match.method !== undefined && match.method !== method) return false;
  // search(), not test(): a global expression would remember where it stopped.
  return match.path === undefined || path.search(match.path) >= 0;
}

/** The start of an entry, before anything was answered. */
export function newEntry(method: string, path: string, headers: IncomingHttpHeaders): RequestEntry {
  return { method, path, headers: { ...headers }, status: 0, bytesIn: 0, bytesOut: 0 };
}
