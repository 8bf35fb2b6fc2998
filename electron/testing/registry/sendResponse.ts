import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { RegistryResponse } from "./response.ts";
import type { FaultAction } from "./faults.ts";
import type { RequestEntry } from "./requestLog.ts";

/** Writes per second of a throttled body. */
const piecesPerSecond = 50;

interface Sending {
  readonly response: RegistryResponse;
  readonly faults: readonly FaultAction[];
  /** The entry of the request, which records the status and the bytes. */
  readonly entry: RequestEntry;
}

/**
 * Sends a response with faults applied.
 * @param closing aborts when the server closes
 */
export async function sendResponse(
  outgoing: ServerResponse,
  { response, faults, entry }: Sending,
  closing: AbortSignal,
): Promise<void> {
  const plan = applyFaults(response, faults);
  entry.status = response.status;
  const bodiless = entry.method === "HEAD" || response.status === 204 || response.status === 304;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(plan.headers)) {
    headers[name] = typeof value === "string" ? value : [...value];
  }
  if (response.status !== 204 && response.status !== 304 && response.chunked !== true) {
    headers["content-length"] = String(plan.contentLength ?? plan.body.length);
  }
  // After a wrong length, the connection cannot be reused.
  if (plan.contentLength !== undefined || plan.end !== "whole") {
    headers["connection"] = "close";
  }
  outgoing.writeHead(response.status, headers);
  if (bodiless) {
    outgoing.end();
    return;
  }
  const body = plan.body.subarray(0, plan.cut);
  await write(outgoing, { body, throttle: plan.throttle, entry }, closing);
  if (plan.end === "whole") {
    outgoing.end();
  }
  if (plan.end === "truncate") {
    outgoing.destroy();
  }
}

interface FaultyResponse {
  headers: NonNullable<RegistryResponse["headers"]>;
  body: Uint8Array;
  contentLength: number | undefined;
  cut: number;
  end: "whole" | "truncate" | "stall";
  throttle: number | undefined;
}

function applyFaults(response: RegistryResponse, faults: readonly FaultAction[]): FaultyResponse {
  const faulty: FaultyResponse = {
    headers: { ...response.headers },
    body: response.body ?? new Uint8Array(),
    contentLength: response.contentLength,
    cut: Infinity,
    end: "whole",
    throttle: undefined,
  };
  for (const fault of faults) {
    if ("truncate" in fault) {
      Object.assign(faulty, { cut: fault.truncate, end: "truncate" });
    }
    if ("stall" in fault) {
      Object.assign(faulty, { cut: fault.stall, end: "stall" });
    }
    if ("corrupt" in fault) {
      faulty.body = corrupted(faulty.body, fault.corrupt);
    }
    if ("contentLength" in fault) {
      faulty.contentLength = fault.contentLength;
    }
    if ("digestHeader" in fault) {
      Object.assign(faulty.headers, { "docker-content-digest": fault.digestHeader });
    }
    if ("throttle" in fault) {
      faulty.throttle = fault.throttle;
    }
  }
  return faulty;
}

function corrupted(body: Uint8Array, offset: number): Uint8Array {
  const copy = Uint8Array.from(body);
  copy[offset] = (copy[offset] ?? 0) ^ 1;
  return copy;
}

interface ThrottledBody {
  readonly body: Uint8Array;
  readonly throttle: number | undefined;
  readonly entry: RequestEntry;
}

async function write(
  outgoing: ServerResponse,
  { body, throttle, entry }: ThrottledBody,
  closing: AbortSignal,
): Promise<void> {
  const piece =
    throttle === undefined ? body.length : Math.max(1, Math.floor(throttle / piecesPerSecond));
  outgoing.flushHeaders();
  for (let at = 0; at < body.length && !outgoing.destroyed; at += piece) {
    const part = body.subarray(at, at + piece);
    entry.bytesOut += part.length;
    await new Promise<void>((resolve) => {
      // If the connection closes first, the callback is never called.
      outgoing.once("close", resolve);
      outgoing.write(part, () => {
        outgoing.off("close", resolve);
        resolve();
      });
    });
    if (throttle !== undefined) {
      await wait((piece / throttle) * 1000, undefined, { signal: closing });
    }
  }
}
