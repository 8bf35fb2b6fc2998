import { pipeline, Readable, type Transform } from "node:stream";
import zlib from "node:zlib";
import { readCapped } from "../../../async/readCapped.ts";
import { EngineError } from "../../../errors.ts";
import { verifyBytes } from "../../../oci/digest.ts";
import { expectedDigest, type RegistryRequest } from "./registryRequest.ts";
import type { Body, HttpResponse } from "./httpMessages.ts";

/** Decoders by content coding: RFC 9110 §8.4.1 and RFC 7932. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
};

type Header = (name: string) => string | undefined;

/**
 * Whether a body is compressed for transfer. Unknown codings (`utf-8`, `none`, `aws-chunked`) are ignored. A body as
 * long as the requested blob is that blob: some servers label a compressed layer as encoded.
 *
 * @param size of the blob in bytes, if known
 */
export function isEncoded(header: Header, size?: number): boolean {
  if (!Object.hasOwn(decoders, contentEncodingOf(header))) {
    return false;
  }
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(header("content-range") ?? "")?.[1];
  return size === undefined || Number(total ?? header("content-length")) !== size;
}

/** The Content-Encoding in lower case; empty if the header is absent. */
export function contentEncodingOf(header: Header): string {
  return header("content-encoding")?.trim().toLowerCase() ?? "";
}

/**
 * Decodes a body that a proxy or a storage compressed though no encoding was accepted. Decodes as it is read.
 *
 * @param encoding one of the known codings
 * @param url of the response, for messages
 */
export function decodeBody(body: Body, encoding: string, url: URL): Body {
  return {
    dump: () => body.dump(),
    destroy: () => body.destroy(),
    async *[Symbol.asyncIterator]() {
      const decoder = decoders[encoding]?.();
      if (!decoder) {
        throw new EngineError("internal", `Unknown content encoding ${encoding}.`);
      }
      // An error of the body destroys the decoder and is thrown by the loop below.
      pipeline(Readable.from(body), decoder, () => {});
      try {
        yield* decoder as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw isCodecError(error) ? notDecodable(encoding, url) : error;
      }
    },
  };
}

/**
 * Reads and decodes the body of a response. If the bytes as received have the requested digest, they are not decoded: some
 * servers label content as encoded that is compressed itself or not at all.
 *
 * @param limit in bytes, before and after decoding
 * @throws EngineError `too_large`; `registry_invalid` if the body cannot be decoded
 */
export async function readDecoded(
  response: HttpResponse,
  limit: number,
  request: RegistryRequest,
): Promise<Uint8Array> {
  const { what } = request;
  const digest = expectedDigest(request);
  if (!response.encoded || digest === undefined) {
    return await readCapped(response.body, limit, what);
  }
  const bytes = await readCapped(response.undecoded, limit, what);
  if (hasDigest(bytes, digest)) {
    return bytes;
  }
  const encoding = contentEncodingOf(response.header);
  return await readCapped(decodeBody(bodyOf(bytes), encoding, response.url), limit, what);
}

/** A body of bytes that were read before. */
export function bodyOf(bytes: Uint8Array): Body {
  return {
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(bytes);
    },
    dump: () => Promise.resolve(),
    destroy: () => {},
  };
}

function hasDigest(bytes: Uint8Array, digest: string): boolean {
  try {
    verifyBytes(bytes, digest);
    return true;
  } catch {
    return false;
  }
}

function isCodecError(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return /^(?:Z_|ERR__ERROR_|ERR_BROTLI)/.test(code);
}

function notDecodable(encoding: string, url: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${url.host} sends a body with Content-Encoding ${encoding} that cannot be decoded.`,
    {
      hint: "A proxy in front of the registry may damage responses. Try again in a moment.",
      retryable: true,
    },
  );
}
