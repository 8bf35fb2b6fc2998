import { pipeline, Readable, type Transform } from "node:stream";
import zlib from "node:zlib";
import { EngineError } from "../../../errors.ts";
import type { Body } from "./transport.ts";

/** Decoders by the names of RFC 9110 §8.4.1 and RFC 7932. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
};

/**
 * Whether a body is compressed on its way. A label that names no encoding that is known here says nothing of the bytes
 * (`utf-8`, `none`, `aws-chunked`): they are taken as they are, and judged by what they should be. What has as many bytes as the blob that was asked for is that blob: some
 * servers call a compressed layer an encoded one.
 *
 * @param size of the blob in bytes, where it is known
 */
export function isEncoded(header: (name: string) => string | undefined, size?: number): boolean {
  if (!Object.hasOwn(decoders, encodingIn(header))) return false;
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(header("content-range") ?? "")?.[1];
  return size === undefined || Number(total ?? header("content-length")) !== size;
}

/** The encoding that an answer says it has, in lower case; empty where it says none. */
export function encodingIn(header: (name: string) => string | undefined): string {
  return header("content-encoding")?.trim().toLowerCase() ?? "";
}

/**
 * The body without the encoding that a proxy or a storage sends it in, though none was asked for. It is decoded as it is
 * read, never beyond what the reader takes.
 *
 * @param encoding the name of one that is known
 * @param url what answered, for messages
 */
export function decodeBody(body: Body, name: string, url: URL): Body {
  return {
    dump: () => body.dump(),
    destroy: () => body.destroy(),
    async *[Symbol.asyncIterator]() {
      const decoder = decoders[name]?.();
      if (!decoder) throw new EngineError("internal", `No decoder is there for ${name}.`);
      // What goes wrong with the body ends the decoder, and is thrown where that is read.
      pipeline(Readable.from(body), decoder, () => {});
      try {
        yield* decoder as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw isCodecError(error) ? notDecodable(name, url) : error;
      }
    },
  };
}

function isCodecError(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return /^(?:Z_|ERR__ERROR_|ERR_BROTLI)/.test(code);
}

function notDecodable(name: string, url: URL): EngineError {
  return new EngineError(
    "registry_invalid",
    `${url.host} sends a body that is not ${name}, though it says so.`,
    {
      hint: "A proxy in front of the registry may damage answers. Try again in a moment.",
      retryable: true,
    },
  );
}
