import type { FaultAction } from "../registry/faults.ts";
import type { LoggedRequest, RequestMatch } from "../registry/requestLog.ts";
import { old, type Setup } from "./faultSetup.ts";

/** One request of a push: the nth of its kind at its server. */
export interface Step {
  readonly server: "source" | "target" | "tokens";
  readonly match: RequestMatch & { readonly nth: number };
  /** Bytes of the response body. */
  readonly bytes: number;
}

/** Returns the requests of a push without faults, with matches that identify them in other runs. */
export function stepsOf(setup: Setup): readonly Step[] {
  const { source, target } = setup;
  const tokens = source.tokenRequests.map((_, position) => ({
    server: "tokens" as const,
    match: { nth: position + 1 },
    bytes: 200,
  }));
  return [
    ...stepsAt("source", source.requests),
    ...(target === source ? [] : stepsAt("target", target.requests)),
    ...tokens,
  ];
}

function stepsAt(server: Step["server"], requests: readonly LoggedRequest[]): Step[] {
  const seen = new Map<string, number>();
  return requests.map(({ method, path, status, bytesOut }) => {
    const isProbe = method === "DELETE" && (status === 401 || status === 404);
    const pattern = patternOf(path, isProbe);
    const kind = `${method} ${pattern}`;
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    return { server, match: { method, path: new RegExp(`^${pattern}$`), nth }, bytes: bytesOut };
  });
}

/** The path as a pattern: upload ids and states differ in each run, and so does what a probe asks to delete. */
function patternOf(path: string, isProbe: boolean): string {
  const pattern = path
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/(\/blobs\/uploads\/)[^/?\\]+/, "$1[^/?]+")
    .replace(/_state=\d+/, String.raw`_state=\d+`);
  return isProbe
    ? pattern.replace(/(no-such-tag-|sha256:)[\da-f]+$/, String.raw`$1[\da-f]+`)
    : pattern;
}

/** A fault at a step. */
export interface PlannedFault {
  readonly name: string;
  readonly fault: FaultAction;
  /** Whether the push is cancelled when the request arrives. */
  readonly isCancelled?: true;
}

/** Returns all faults to try at a step, one at a time. */
export function faultsAt(
  step: Step,
  setup: { readonly elsewhere: Pick<Setup["elsewhere"], "url"> },
): readonly PlannedFault[] {
  const half = Math.floor(step.bytes / 2);
  const retryAfter = (value: string): FaultAction => ({
    status: 429,
    headers: { "retry-after": value },
    body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"slower"}]}',
  });
  const redirect = `${setup.elsewhere.url}{path}`;
  const everywhere: readonly PlannedFault[] = [
    { name: "reset", fault: { reset: true } },
    { name: "lost response", fault: { dropResponse: true } },
    { name: "hang", fault: { hang: true } },
    { name: "429 in seconds", fault: retryAfter("0") },
    { name: "429 as a date", fault: retryAfter(new Date(0).toUTCString()) },
    { name: "500", fault: { status: 500 } },
    { name: "503", fault: { status: 503 } },
    { name: "truncated", fault: { truncate: half } },
    { name: "stalled", fault: { stall: half } },
    { name: "corrupted", fault: { corrupt: half } },
    { name: "Content-Length too large", fault: { contentLength: step.bytes + 5 } },
    { name: "Content-Length too small", fault: { contentLength: half } },
    { name: "wrong digest header", fault: { digestHeader: old.digest } },
    { name: "temporary redirect", fault: { redirect } },
    { name: "permanent redirect", fault: { redirect, status: 308 } },
  ];
  if (step.server === "tokens") {
    return everywhere;
  }
  const cancelled = { name: "cancelled", fault: { hang: true }, isCancelled: true } as const;
  if (step.server === "target") {
    return [...everywhere, cancelled];
  }
  return [
    ...everywhere,
    cancelled,
    { name: "expired tokens", fault: { expireTokens: true } },
    { name: "pull scope revoked", fault: { revokeScope: "pull" } },
    { name: "push scope revoked", fault: { revokeScope: "push" } },
  ];
}
