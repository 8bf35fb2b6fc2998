import { useCallback, useEffect, useState } from "react";
import type { Failure } from "../../../../shared/errors.ts";
import { bytePartSize } from "../../../../shared/inspection.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { api } from "../../../api.ts";

/** Parts that are kept: 4 MiB. */
const maxParts = 64;
/** Milliseconds that a part must stay in view before it is read: a drag of the scroll bar passes many. */
const settleMs = 60;

/** A part of a blob, by its number. */
type Part =
  | { readonly kind: "read"; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly failure: Failure };

/** What can be read of a blob. */
export interface BlobSource {
  /** A reference with its digest. */
  readonly text: string;
  readonly blob: Descriptor;
}

interface BlobParts {
  /** The bytes of a line, as far as they are read. @param length number of bytes */
  readonly bytesAt: (offset: number, length: number) => Uint8Array | undefined;
  /** Why a part in view could not be read. */
  readonly failure: Failure | undefined;
  readonly retry: () => void;
}

/**
 * Reads the parts of a blob that are in view, and keeps the last ones.
 * @param range.first the first byte in view
 * @param range.last the last one
 */
export function useBlobParts(
  source: BlobSource,
  range: { readonly first: number; readonly last: number },
): BlobParts {
  const { text } = source;
  const { digest, mediaType, size } = source.blob;
  const [parts, setParts] = useState<ReadonlyMap<number, Part>>(new Map());
  const firstPart = Math.floor(range.first / bytePartSize);
  const lastPart = Math.floor(range.last / bytePartSize);
  const wanted = numbersFrom(firstPart, lastPart);
  const missing = wanted.filter((number) => !parts.has(number)).join();

  useEffect(() => {
    const jobs: { readonly cancel: () => void }[] = [];
    const numbers = missing === "" ? [] : missing.split(",").map(Number);
    const timer = setTimeout(() => {
      for (const number of numbers) {
        const offset = number * bytePartSize;
        const blob = { mediaType, digest, size };
        const job = api.startJob("inspect:part", { text, blob, offset });
        jobs.push(job);
        void job.result.then((result) => {
          if (result.ok || result.error.code !== "cancelled") {
            const part: Part = result.ok
              ? { kind: "read", bytes: decodeBase64(result.value) }
              : { kind: "failed", failure: result.error };
            setParts((known) => withPart(known, number, part));
          }
        });
      }
    }, settleMs);
    return () => {
      clearTimeout(timer);
      jobs.forEach((job) => job.cancel());
    };
  }, [text, mediaType, digest, size, missing]);

  const retry = useCallback(
    () => setParts((known) => new Map([...known].filter(([, { kind }]) => kind === "read"))),
    [],
  );
  const failed = wanted.map((number) => parts.get(number)).find((part) => part?.kind === "failed");
  return {
    bytesAt(offset, length) {
      const part = parts.get(Math.floor(offset / bytePartSize));
      const at = offset % bytePartSize;
      return part?.kind === "read" ? part.bytes.subarray(at, at + length) : undefined;
    },
    failure: failed?.kind === "failed" ? failed.failure : undefined,
    retry,
  };
}

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
}

/** The parts with a new one; without the one that was read first if there are too many. */
function withPart(
  known: ReadonlyMap<number, Part>,
  number: number,
  part: Part,
): ReadonlyMap<number, Part> {
  const parts = new Map(known).set(number, part);
  const [oldest] = parts.keys();
  if (parts.size > maxParts && oldest !== undefined) {
    parts.delete(oldest);
  }
  return parts;
}

function decodeBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
}
