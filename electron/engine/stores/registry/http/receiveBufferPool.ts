import type net from "node:net";
import { buildConnector } from "undici";

/** Bytes that one read of a large body takes at the most. */
const bufferSize = 128 * 1024;

/** Bytes that a connection reads at once as long as it has nothing but small answers. */
const smallSize = 16 * 1024;

/**
 * Bytes that no connection keeps to itself when they are written to it: more than its high-water mark (64 KiB in
 * undici's connector, 16 KiB with TLS), so that the writer is told to wait until they are gone.
 */
const worthReusing = 64 * 1024;

/** A buffer with less room is not read into again. */
const smallestRoom = 4 * 1024;

/** Buffers kept for the next reads: as many as transfers may have under way. */
const mostKept = 16;

/** Hosts whose TLS sessions are kept: a registry may send us on to many. */
const mostSessions = 100;

const free: Uint8Array[] = [];

/** How much was read into a buffer that a single read had to itself. */
const filled = new WeakMap<ArrayBufferLike, number>();

/**
 * Connect as undici does by itself, but receive into buffers of ours that can be used again. Node takes a fresh
 * 64 KiB for each read, and getting memory from the system and giving it back is half of what a large copy costs
 * in Electron. A buffer that nobody gives back is garbage, as before.
 *
 * Source: Node's `net.connect`, option `onread`.
 */
export function pooledConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const sessions = new Map<string, Buffer>();
  return (to, done) => {
    let buffer: Uint8Array = Buffer.allocUnsafeSlow(smallSize);
    const received = (count: number, into: Uint8Array): boolean => {
      const rest = into.subarray(count);
      const alone = into.byteLength === bufferSize && count >= worthReusing;
      if (alone) filled.set(into.buffer, count);
      // Filled to the brim, or nearly: more is to come. What is read in small pieces shares a buffer, which is garbage
      // when all of them are.
      buffer = alone || rest.byteLength < smallestRoom ? takeBuffer() : rest;
      return socket.push(into.subarray(0, count));
    };
    // A connector of its own, since it is told of its connection in no other way; hence its TLS sessions are kept here.
    const session = sessions.get(to.hostname);
    const connect = buildConnector({
      ...options,
      ...(session ? { session } : {}),
      onread: { buffer: () => buffer, callback: received },
    });
    // The connector's type says nothing of what it returns, which is the connection to be.
    const socket = connect(to, done) as unknown as net.Socket;
    socket.on("session", (latest: Buffer) => {
      if (sessions.size < mostSessions) sessions.set(to.hostname, latest);
    });
    return socket;
  };
}

/**
 * Give bytes that were received back to be overwritten by later reads.
 *
 * To be called only by who was the last to use them, and when a connection that they were written to has asked for
 * more: then it has none of them left. What does not fill most of a buffer stays as it is.
 */
export function releaseBuffer(chunk: Uint8Array): void {
  const { buffer, byteOffset, byteLength } = chunk;
  if (byteOffset !== 0 || byteLength !== filled.get(buffer)) return;
  filled.delete(buffer);
  if (free.length < mostKept) free.push(new Uint8Array(buffer));
}

function takeBuffer(): Uint8Array {
  return free.pop() ?? Buffer.allocUnsafeSlow(bufferSize);
}
