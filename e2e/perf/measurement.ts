import type { Traffic } from "./delayProxy.ts";
import type { ProcessMetrics } from "./engineProcess.ts";

/** The measurement of one run of a tool. */
export interface Measurement {
  readonly tool: string;
  readonly round: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  /** The metrics of the engine process; undefined for other tools. */
  readonly metrics?: ProcessMetrics;
  /** Seconds of the same task as the second one of a process, if measured. */
  readonly warmSeconds?: number;
  /** The traffic, if measured by a proxy. */
  readonly traffic?: TrafficSummary;
}

interface TrafficSummary {
  readonly requests: number;
  /** Requests by kind: `GET manifests`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Bytes of blobs that the client sent. */
  readonly blobBytes: number;
}

/** Summarizes the traffic of one run. */
export function summarizeTraffic(traffic: Traffic): TrafficSummary {
  const kinds: Record<string, number> = {};
  let blobBytes = 0;
  for (const { method, path, bodyBytes } of traffic.requests) {
    const place = /\/(manifests|blobs\/uploads|blobs|tags|referrers)\//.exec(path)?.[1] ?? "other";
    const kind = `${method} ${place}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (place !== "manifests") {
      blobBytes += bodyBytes;
    }
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
