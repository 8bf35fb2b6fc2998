import { createHash } from "node:crypto";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";

export type DigestAlgorithm = "sha256" | "sha384" | "sha512";

export interface Digest {
  readonly algorithm: DigestAlgorithm;
  readonly hex: string;
}

/** Hexadecimal digits of each algorithm. Source: OCI image-spec 1.1, "descriptor.md"; sha384 is from go-digest. */
const hexLengths: Readonly<Record<DigestAlgorithm, number>> = {
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** Characters of a sha512 digest, the longest. */
const maxDigestLength = 7 + 128;

function isAlgorithm(text: string): text is DigestAlgorithm {
  return text === "sha256" || text === "sha384" || text === "sha512";
}

/**
 * Parses a digest such as `sha256:…`.
 * @returns its two parts; the hex is lower-case and has the length of the algorithm
 * @throws EngineError `input_invalid` in go-digest's words: `invalid checksum digest format`,
 *   `invalid checksum digest length` or `unsupported digest algorithm`
 */
export function parseDigest(text: string): Digest {
  const colon = text.indexOf(":");
  if (colon <= 0 || colon === text.length - 1) {
    throw invalid(
      "invalid checksum digest format",
      "A digest is an algorithm, a colon and hexadecimal digits: sha256:…",
    );
  }
  const algorithm = text.slice(0, colon);
  const hex = text.slice(colon + 1);
  if (!isAlgorithm(algorithm)) {
    const wellFormed =
      text.length <= 512 && /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(text);
    throw wellFormed
      ? invalid("unsupported digest algorithm", "Use a digest of sha256, sha384 or sha512.")
      : invalid(
          "invalid checksum digest format",
          "A digest begins with sha256:, sha384: or sha512:, in lower case.",
        );
  }
  const expected = hexLengths[algorithm];
  if (hex.length !== expected) {
    throw invalid(
      "invalid checksum digest length",
      `A ${algorithm} digest has ${expected} hexadecimal digits; this has ${hex.length} characters.`,
    );
  }
  if (!/^[a-f0-9]+$/.test(hex)) {
    throw invalid(
      "invalid checksum digest format",
      "The digits of a digest are 0 to 9 and a to f, in lower case.",
    );
  }
  return { algorithm, hex };
}

/**
 * Reports whether `parseDigest` accepts the text.
 * Call it before a digest from outside becomes part of a URL or a path.
 */
export function isDigest(text: string): boolean {
  if (text.length > maxDigestLength) {
    return false;
  }
  const colon = text.indexOf(":");
  const algorithm = text.slice(0, colon);
  const hex = text.slice(colon + 1);
  return (
    colon > 0 &&
    isAlgorithm(algorithm) &&
    hex.length === hexLengths[algorithm] &&
    /^[a-f0-9]+$/.test(hex)
  );
}

/**
 * Computes the digest of bytes, or of the UTF-8 bytes of a string.
 * @returns `algorithm:hex`
 */
export function digestOf(
  bytes: Uint8Array | string,
  algorithm: DigestAlgorithm = "sha256",
): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

export interface DigestVerifier {
  /** Number of bytes so far. */
  readonly received: number;
  /** Adds the next bytes. @throws EngineError `size_mismatch` as soon as there are more than expected */
  update(chunk: Uint8Array): void;
  /** Call after the last bytes. @throws EngineError `size_mismatch`, `digest_mismatch` */
  finish(): void;
}

/**
 * Creates a verifier for content that arrives in chunks.
 * @param digest expected digest
 * @param size expected size in bytes, if known
 * @throws EngineError `input_invalid` if the digest is invalid
 */
export function createDigestVerifier(digest: string, size?: number): DigestVerifier {
  const { algorithm } = parseDigest(digest);
  const hash = createHash(algorithm);
  let received = 0;
  return {
    get received() {
      return received;
    },
    update(chunk) {
      received += chunk.byteLength;
      // Checked for each chunk, so that an endless body is not read to its end.
      if (size !== undefined && received > size) {
        throw new EngineError(
          "size_mismatch",
          `${digest} has more than the expected ${size} bytes`,
          {
            hint: "The content does not match its descriptor. It was discarded.",
          },
        );
      }
      hash.update(chunk);
    },
    finish() {
      if (size !== undefined && received !== size) {
        throw new EngineError(
          "size_mismatch",
          `${digest} has ${received} bytes instead of ${size}`,
          {
            hint: "The transfer was interrupted, or the descriptor is wrong.",
            retryable: true,
            fault: "corrupt",
          },
        );
      }
      const actual = `${algorithm}:${hash.digest("hex")}`;
      if (actual !== digest) {
        throw new EngineError("digest_mismatch", `the content of ${digest} hashes to ${actual}`, {
          hint: "The content was changed or corrupted in transit. It was discarded.",
          retryable: true,
          fault: "corrupt",
        });
      }
    },
  };
}

/**
 * Verifies a stream while passing it on. Withholds the last chunk until the content is verified, so that an upload of
 * wrong content cannot complete.
 *
 * @throws EngineError `digest_mismatch`, `size_mismatch`
 */
export async function* verifyStream(
  stream: AsyncIterable<Uint8Array>,
  descriptor: Pick<Descriptor, "digest" | "size">,
): AsyncGenerator<Uint8Array> {
  const verifier = createDigestVerifier(descriptor.digest, descriptor.size);
  let held: Uint8Array | undefined;
  for await (const chunk of stream) {
    verifier.update(chunk);
    if (held) {
      yield held;
    }
    held = chunk;
  }
  verifier.finish();
  if (held) {
    yield held;
  }
}

/**
 * Verifies bytes against a digest and, if given, a size in bytes.
 * @throws EngineError `size_mismatch`, `digest_mismatch`, `input_invalid`
 */
export function verifyBytes(bytes: Uint8Array, digest: string, size?: number): void {
  const verifier = createDigestVerifier(digest, size);
  verifier.update(bytes);
  verifier.finish();
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError("input_invalid", message, { hint });
}
