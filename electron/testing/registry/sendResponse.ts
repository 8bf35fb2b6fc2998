import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "./response.ts";
import type { FaultAction } from "./faults.ts";
import type { RequestEntry } from "./requestLog.ts";

/** How many pieces a second a throttled body goes out in. */
const piecesPerSecond = 50;

/**
 * Put an answer on the wire, with what the faults do to it on its way.
 * @param closing aborts when the server ends
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  faults: readonly FaultAction[],
  entry: RequestEntry,
  closing: AbortSignal,
): Promise<void> {
  const plan = planWire(answer, faults);
  entry.status = answer.status;
  const bodiless = entry.method === "HEAD" || answer.status === 204 || answer.status === 304;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(plan.headers))
    headers[name] = typeof value === "string" ? value : [...value];
  if (answer.status !== 204 && answer.status !== 304 && answer.chunked !== true)
    headers["content-length"] = String(plan.contentLength ?? plan.body.length);
  // A length that is a lie makes the connection useless for a next request.
  if (plan.contentLength !== undefined || plan.end !== "whole") headers["connection"] = "close";
  response.writeHead(answer.status, headers);
  if (bodiless) {
    response.end();
    return;
  }
  const body = plan.body.subarray(0, plan.cut);
  await write(response, body, plan.throttle, entry, closing);
  if (plan.end === "whole") response.end();
  if (plan.end === "truncate") response.destroy();
}

interface Wire {
  headers: NonNullable<Answer["headers"]>;
  body: Uint8Array;
  contentLength: number | undefined;
  cut: number;
  end: "whole" | "truncate" | "stall";
  throttle: number | undefined;
}

function planWire(answer: Answer, faults: readonly FaultAction[]): Wire {
  const wire: Wire = {
    headers: { ...answer.headers },
    body: answer.body ?? new Uint8Array(),
    contentLength: answer.contentLength,
    cut: Infinity,
    end: "whole",
    throttle: undefined,
  };
  for (const fault of faults) {
    if ("truncate" in fault) Object.assign(wire, { cut: fault.truncate, end: "truncate" });
    if ("stall" in fault) Object.assign(wire, { cut: fault.stall, end: "stall" });
    if ("corrupt" in fault) wire.body = corrupted(wire.body, fault.corrupt);
    if ("contentLength" in fault) wire.contentLength = fault.contentLength;
    if ("digestHeader" in fault)
      Object.assign(wire.headers, { "docker-content-digest": fault.digestHeader });
    if ("throttle" in fault) wire.throttle = fault.throttle;
  }
  return wire;
}

function corrupted(body: Uint8Array, offset: number): Uint8Array {
  const copy = Uint8Array.from(body);
  copy[offset] = (copy[offset] ?? 0) ^ 1;
  return copy;
}

async function write(
  response: ServerResponse,
  body: Uint8Array,
  throttle: number | undefined,
  entry: RequestEntry,
  closing: AbortSignal,
): Promise<void> {
  const piece =
    throttle === undefined ? body.length : Math.max(1, Math.floor(throttle / piecesPerSecond));
  response.flushHeaders();
  for (let at = 0; at < body.length && !response.destroyed; at += piece) {
    const part = body.subarray(at, at + piece);
    entry.bytesOut += part.length;
    await new Promise<void>((resolve) => {
      // The connection may end before the bytes are taken: then the callback never comes.
      response.once("close", resolve);
      response.write(part, () => {
        response.off("close", resolve);
        resolve();
      });
    });
    if (throttle !== undefined)
      await wait((piece / throttle) * 1000, undefined, { signal: closing });
  }
}
