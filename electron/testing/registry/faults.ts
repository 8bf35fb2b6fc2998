import type { RequestMatch } from "./requestLog.ts";
import { isMatch } from "./requestLog.ts";
import type { Action } from "./scope.ts";

/** One thing that goes wrong. Sizes are in bytes of the answer's body. */
export type FaultAction =
  /** The connection is reset before anything is answered. */
  | { readonly reset: true }
  /** Everything is done, and the connection is reset in place of the answer. */
  | { readonly dropResponse: true }
  /** The server ends with all its connections, and begins to listen again after so many milliseconds. */
  | { readonly restart: number }
  /** Nothing is ever answered; the connection stays. */
  | { readonly hang: true }
  /** This is answered, and nothing is done. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Answered with a redirect; `{path}` in the address stands for the request's path and query. */
  | { readonly redirect: string; readonly status?: number }
  /** The connection ends after so much of the body. */
  | { readonly truncate: number }
  /** After so much of the body nothing more comes; the connection stays. */
  | { readonly stall: number }
  /** The byte at this offset is another one. */
  | { readonly corrupt: number }
  /** Content-Length says this. */
  | { readonly contentLength: number }
  /** Docker-Content-Digest says this. */
  | { readonly digestHeader: string }
  /** Milliseconds before the request is looked at. */
  | { readonly delay: number }
  /** Bytes a second that the body goes out at. */
  | { readonly throttle: number }
  /** Every token issued so far becomes invalid. */
  | { readonly expireTokens: true }
  /** Every token issued so far loses this action. */
  | { readonly revokeScope: Action };

export interface Fault {
  readonly match: RequestMatch & {
    /** The first request, counted from 1 among those that match, that it happens to. */
    readonly nth?: number;
  };
  readonly do: FaultAction;
  /** How many requests it happens to; by default one where `nth` is given, else all. */
  readonly times?: number;
}

export interface Faults {
  /** Requests that a fault was applied to. */
  readonly applied: number;
  add(fault: Fault): void;
  clear(): void;
  /** What happens to the request that has just come in, in the order in which the faults were added. */
  take(method: string, path: string): FaultAction[];
}

/** A list of faults that counts the requests it has seen. */
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
        if (!isMatch(method, path, match)) return [];
        entry.seen += 1;
        if (entry.seen < (match.nth ?? 1) || entry.left <= 0) return [];
        entry.left -= 1;
        applied += 1;
        return [entry.fault.do];
      });
    },
  };
}
