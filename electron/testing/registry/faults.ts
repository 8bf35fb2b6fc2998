import type { RequestMatch } from "./requestLog.ts";
import { isMatch } from "./requestLog.ts";
import type { Action } from "./scope.ts";

/** A fault. Sizes are bytes of the response body. */
export type FaultAction =
  /** Resets the connection without a response. */
  | { readonly reset: true }
  /** Executes the request, then resets the connection without a response. */
  | { readonly dropResponse: true }
  /** Closes the server and all connections, and listens again after this many milliseconds. */
  | { readonly restart: number }
  /** Never responds; the connection stays open. */
  | { readonly hang: true }
  /** Responds with this, without executing the request. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Redirects; `{path}` is replaced with the path and query of the request. */
  | { readonly redirect: string; readonly status?: number }
  /** Closes the connection after this much of the body. */
  | { readonly truncate: number }
  /** Stops sending after this much of the body; the connection stays open. */
  | { readonly stall: number }
  /** Changes the byte at this offset. */
  | { readonly corrupt: number }
  /** Sends this Content-Length. */
  | { readonly contentLength: number }
  /** Sends this Docker-Content-Digest. */
  | { readonly digestHeader: string }
  /** Delays the request by milliseconds. */
  | { readonly delay: number }
  /** Limits the body to bytes per second. */
  | { readonly throttle: number }
  /** Invalidates all issued tokens. */
  | { readonly expireTokens: true }
  /** Removes this action from all issued tokens. */
  | { readonly revokeScope: Action };

export interface Fault {
  readonly match: RequestMatch & {
    /** The first matching request with the fault, counted from 1. */
    readonly nth?: number;
  };
  readonly do: FaultAction;
  /** The number of requests with the fault; by default one if `nth` is given, else all. */
  readonly times?: number;
}

export interface Faults {
  /** The number of applied faults. */
  readonly applied: number;
  add(fault: Fault): void;
  clear(): void;
  /** Returns the faults of a request that arrived, in the order in which they were added. */
  take(method: string, path: string): FaultAction[];
}

/** Creates a list of faults, which counts matching requests. */
export function createFaults(): Faults {
  let entries: { readonly fault: Fault; seen: number; left: number }[] = [];
  let applied = 0;
  return {
    get applied() {
      return applied;
    },
    add(fault) {
      entries.push({
        fault,
        seen: 0,
        left: fault.times ?? (fault.match.nth === undefined ? Infinity : 1),
      });
    },
    clear() {
      entries = [];
    },
    take(method, path) {
      return entries.flatMap((entry) => {
        const { match } = entry.fault;
        if (!isMatch(method, path, match)) {
          return [];
        }
        entry.seen += 1;
        if (entry.seen < (match.nth ?? 1) || entry.left <= 0) {
          return [];
        }
        entry.left -= 1;
        applied += 1;
        return [entry.fault.do];
      });
    },
  };
}
