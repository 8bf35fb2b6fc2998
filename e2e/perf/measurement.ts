import type { Traffic } from "./delayProxy.ts";
import type { ProcessMetrics } from "./engineProcess.ts";

/** One run of one tool. */
export interface Measurement {
  readonly tool: string;
  readonly round: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  /** What our own process tells of itself. */
  readonly metrics?: ProcessMetrics;
  /** Seconds of the same job as the second one of a process, where it was run so. */
  readonly warmSeconds?: number;
  /** What went over the wire, where a proxy watched. */
  readonly traffic?: TrafficSummary;
}

interface TrafficSummary {
  readonly requests: number;
  /** How many of each kind: `GET manifests`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Bytes of blobs that came from the client. */
  readonly blobBytes: number;
}

/** Sum up what went by in one run. */
export function summarizeTraffic(traffic: Traffic): TrafficSummary {
  const kinds: Record<string, number> = {};
  let blobBytes = 0;
  for (const { method, path, bodyBytes } of traffic.requests) {
    const place = /\/(manifests|blobs\/uploads|blobs|tags|referrers)\//.exec(path)?.[1] ?? "other";
    const kind = `${method} ${place}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (place !== "manifests") blobBytes += bodyBytes;
  }
  const { sentBytes, receivedBytes, wireSeconds: seconds } = traffic;
  return {
    requests: traffic.requests.length,
    kinds,
    seconds,
    sentBytes,
    receivedBytes,
    blobBytes,
  };
}
