import { createHash } from "node:crypto";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";

export type DigestAlgorithm = "sha256" | "sha384" | "sha512";

export interface Digest {
  readonly algorithm: DigestAlgorithm;
  readonly hex: string;
}

/** Hex characters that each algorithm has. Source: OCI image-spec 1.1, "descriptor.md", registered algorithms; sha384 is go-digest's own. */
const hexLengths: Readonly<Record<DigestAlgorithm, number>> = {
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** "sha512:" and its 128 characters: nothing longer can be a digest that is known here. */
const longestDigest = 7 + 128;

function isAlgorithm(text: string): text is DigestAlgorithm {
  return text === "sha256" || text === "sha384" || text === "sha512";
}

/**
 * Read a digest such as `sha256:…`.
 * @param text the digest, and nothing around it
 * @returns its two parts; the hex is lower-case and of the length that the algorithm asks for
 * @throws EngineError "input_invalid" in go-digest's words: `invalid checksum digest format`,
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
      `After ${algorithm}: there must be ${expected} hexadecimal digits; there are ${hex.length} characters.`,
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
 * Whether the text is a digest that `parseDigest` takes.
 * To be asked before any digest from outside becomes part of a URL or a path.
 */
export function isDigest(text: string): boolean {
  if (text.length > longestDigest) return false;
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
 * The digest of the bytes; a string counts as its UTF-8 bytes.
 * @returns `algorithm:hex`
 */
export function digestOf(
  bytes: Uint8Array | string,
  algorithm: DigestAlgorithm = "sha256",
): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

export interface DigestVerifier {
  /** Bytes seen so far. */
  readonly received: number;
  /** Takes the next bytes; throws EngineError "size_mismatch" as soon as there are more than were promised. */
  update(chunk: Uint8Array): void;
  /** To be called after the last bytes; throws EngineError "size_mismatch" or "digest_mismatch" where they are not what was promised. */
  finish(): void;
}

/**
 * Check content while it streams by.
 * @param digest what the content must hash to
 * @param size how many bytes it must have; undefined where nobody said
 * @throws EngineError "input_invalid" when `digest` is none
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
      // Said at once, not at the end: an endless body must not be read to find that it is too long.
      if (size !== undefined && received > size) {
        throw new EngineError(
          "size_mismatch",
          `${digest} should have ${size} bytes, but there are more`,
          {
            hint: "The content is not what its descriptor says. Nothing of it was kept.",
          },
        );
      }
      hash.update(chunk);
    },
    finish() {
      if (size !== undefined && received !== size) {
        throw new EngineError(
          "size_mismatch",
          `${digest} should have ${size} bytes, but ended after ${received}`,
          {
            hint: "The transfer was cut short, or the descriptor is wrong.",
            retryable: true,
            fault: "corrupt",
          },
        );
      }
      const actual = `${algorithm}:${hash.digest("hex")}`;
      if (actual !== digest) {
        throw new EngineError("digest_mismatch", `the content of ${digest} hashes to ${actual}`, {
          hint: "The content was changed or damaged on its way. Nothing of it was kept.",
          retryable: true,
          fault: "corrupt",
        });
      }
    },
  };
}

/**
 * Hand a blob on as it streams, and fail before its last bytes if they are not what the descriptor promises:
 * whoever uploads the stream cannot complete with wrong content.
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
    if (held) yield held;
    held = chunk;
  }
  verifier.finish();
  if (held) yield held;
}

/**
 * Check content that is there whole, as {@link createDigestVerifier} does.
 * @throws EngineError "size_mismatch", "digest_mismatch", "input_invalid"
 */
export function verifyBytes(bytes: Uint8Array, digest: string, size?: number): void {
  const verifier = createDigestVerifier(digest, size);
  verifier.update(bytes);
  verifier.finish();
}

function invalid(message: string, hint: string): EngineError {
  return new EngineError("input_invalid", message, { hint });
}
