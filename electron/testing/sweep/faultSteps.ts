import type { FaultAction } from "../registry/faults.ts";
import type { LoggedRequest, RequestMatch } from "../registry/log.ts";
import { old, type Scene } from "./faultSetup.ts";

/** One request of a run: the nth of its kind at its server. */
export interface Step {
  readonly server: "source" | "target" | "tokens";
  readonly match: RequestMatch & { readonly nth: number };
  /** Bytes of the answer's body. */
  readonly bytes: number;
}

/** The requests that a run without faults made, each with what tells it from the others in any later run. */
export function stepsOf(scene: Scene): readonly Step[] {
  const { source, target } = scene;
  const tokens = source.tokenRequests.map((_, at) => ({
    server: "tokens" as const,
    match: { nth: at + 1 },
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
  return requests.map(({ method, path, bytesOut }) => {
    const pattern = patternOf(path);
    const kind = `${method} ${pattern}`;
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    return { server, match: { method, path: new RegExp(`^${pattern}$`), nth }, bytes: bytesOut };
  });
}

/** The path as an expression: an upload's name is another one in each run. */
function patternOf(path: string): string {
  return path
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/(\/blobs\/uploads\/)[^/?\\]+/, "$1[^/?]+")
    .replace(/_state=\d+/, String.raw`_state=\d+`);
}

/** What goes wrong at a step, and whether the person then cancels. */
export interface Trouble {
  readonly name: string;
  readonly fault: FaultAction;
  readonly cancel?: true;
}

/** Everything that is to go wrong at a step, one at a time. */
export function troublesAt(
  step: Step,
  scene: { readonly elsewhere: Pick<Scene["elsewhere"], "url"> },
): readonly Trouble[] {
  const half = Math.floor(step.bytes / 2);
  const retryAfter = (value: string): FaultAction => ({
    status: 429,
    headers: { "retry-after": value },
    body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"slower"}]}',
  });
  const everywhere: readonly Trouble[] = [
    { name: "reset", fault: { reset: true } },
    { name: "lost answer", fault: { lose: true } },
    { name: "hang", fault: { hang: true } },
    { name: "429 in seconds", fault: retryAfter("0") },
    { name: "429 as a date", fault: retryAfter(new Date(0).toUTCString()) },
    { name: "500", fault: { status: 500 } },
    { name: "503", fault: { status: 503 } },
    { name: "truncated", fault: { truncate: half } },
    { name: "stalled", fault: { stall: half } },
    { name: "corrupted", fault: { corrupt: half } },
    { name: "too long a length", fault: { contentLength: step.bytes + 5 } },
    { name: "too short a length", fault: { contentLength: half } },
    { name: "wrong digest header", fault: { digestHeader: old.digest } },
    { name: "redirected", fault: { redirect: `${scene.elsewhere.url}{path}` } },
    {
      name: "redirected for good",
      fault: { redirect: `${scene.elsewhere.url}{path}`, status: 308 },
    },
  ];
  if (step.server === "tokens") return everywhere;
  const cancelled = { name: "cancelled", fault: { hang: true }, cancel: true } as const;
  if (step.server === "target") return [...everywhere, cancelled];
  return [
    ...everywhere,
    cancelled,
    { name: "tokens expired", fault: { expireTokens: true } },
    { name: "pull revoked", fault: { revokeScope: "pull" } },
    { name: "push revoked", fault: { revokeScope: "push" } },
  ];
}
