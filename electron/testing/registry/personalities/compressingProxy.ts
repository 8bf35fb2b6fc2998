import zlib from "node:zlib";
import type { RegistryRequest } from "../request.ts";
import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";

const encoders = {
  gzip: zlib.gzipSync,
  "x-gzip": zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
} as const;

export type Encoding = keyof typeof encoders;

/**
 * Any registry behind a proxy or CDN that compresses every response, regardless of Accept-Encoding. Ranges apply to
 * the compressed bytes.
 * Sources: containerd `fetcher.go`, which decodes responses; RFC 9110 §14.2.
 */
export function compressingProxy(users: Users, encoding: Encoding = "gzip"): RegistryOptions {
  const ranges = new WeakMap<RegistryRequest, string>();
  return {
    auth: { kind: "bearer", users },
    hooks: {
      before(request) {
        if (request.headers.range !== undefined) {
          ranges.set(request, request.headers.range);
        }
        delete request.headers.range;
        return undefined;
      },
      after(request, { status, headers, body }) {
        if (body === undefined || request.method === "HEAD") {
          return { status, ...(headers ? { headers } : {}) };
        }
        const whole = encoders[encoding](body);
        const encoded = { ...headers, "content-encoding": encoding };
        const from = /^bytes=(\d+)-$/.exec(ranges.get(request) ?? "")?.[1];
        if (status !== 200 || from === undefined) {
          return { status, headers: encoded, body: whole };
        }
        const first = Number(from);
        if (first >= whole.byteLength) {
          return { status: 416 };
        }
        const range = `bytes ${first}-${whole.byteLength - 1}/${whole.byteLength}`;
        return {
          status: 206,
          headers: { ...encoded, "content-range": range },
          body: whole.subarray(first),
        };
      },
    },
  };
}
