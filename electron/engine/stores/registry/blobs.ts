import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isTransient } from "../../errors.ts";
import { createDigestVerifier, verifyBytes, verifyStream } from "../../oci/digest.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { BlobRef, BlobStream } from "../store.ts";
import { releaseBuffer } from "./http/receiveBufferPool.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import type { RegistryRequest } from "./http/registryRequest.ts";
import { headRefused } from "./manifests.ts";
import type { Repository } from "./repository.ts";

/** Whether a repository has a blob; see {@link statBlob}. */
export async function hasBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  return (await statBlob(repository, descriptor, signal)) !== undefined;
}

/**
 * Looks a blob up without reading it. The registry itself is asked, not a mirror.
 * Source: distribution-spec 1.1, "Checking if content exists in the registry".
 *
 * @returns its size in bytes, if the registry says it; undefined if it does not exist
 */
export async function statBlob(
  repository: Repository,
  blob: BlobRef,
  signal: AbortSignal,
): Promise<{ readonly size?: number } | undefined> {
  const { client } = repository;
  const request = { ...readRequest(repository, blob, signal), origin: true };
  const expect = [200, 404];
  const head = await client.request({
    ...request,
    method: "HEAD",
    expect: [...expect, ...headRefused],
  });
  await head.body.dump();
  if (head.status === 200 || head.status === 404) {
    return statOf(head);
  }
  const get = await client.request({ ...request, expect });
  get.body.destroy();
  return statOf(get);
}

function statOf(response: RegistryResponse): { readonly size?: number } | undefined {
  if (response.status !== 200) {
    return undefined;
  }
  const length = response.header("content-length");
  const isKnown = !response.encoded && length !== undefined && /^\d{1,15}$/.test(length);
  return isKnown ? { size: Number(length) } : {};
}

/**
 * Fetches a small blob and verifies it.
 * @throws EngineError `not_found`, `too_large`, `digest_mismatch`, `size_mismatch`
 */
export async function fetchBlob(
  repository: Repository,
  blob: BlobRef,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if ((blob.size ?? 0) > sizeLimits.smallBlob) {
    throw new EngineError(
      "too_large",
      `The blob ${blob.digest} has ${blob.size} bytes, too many to show.`,
    );
  }
  const request = readRequest(repository, blob, signal);
  const { bytes } = await repository.client.read(request, sizeLimits.smallBlob, (body) =>
    verifyBytes(body, blob.digest, blob.size),
  );
  return bytes;
}

/** How often in a row a download may be interrupted without receiving a byte. */
const maxFailures = 3;

/** A blob to download. */
interface Download {
  readonly repository: Repository;
  readonly descriptor: Descriptor;
  readonly signal: AbortSignal;
  /** The byte after the last one that is wanted. */
  readonly end: number;
}

/**
 * Opens a blob as a stream. An interrupted download resumes where it stopped. The stream fails before its last bytes
 * if the content does not match the descriptor, so that an upload from it cannot complete.
 *
 * @param blob.offset the first byte to read
 * @param blob.length the number of bytes to read; the registry may send more. A part is not verified
 */
export async function openBlob(
  repository: Repository,
  {
    descriptor,
    offset,
    length,
  }: {
    readonly descriptor: Descriptor;
    readonly offset: number;
    readonly length?: number | undefined;
  },
  signal: AbortSignal,
): Promise<BlobStream> {
  const end = Math.min(offset + (length ?? Number.POSITIVE_INFINITY), descriptor.size);
  const download: Download = { repository, descriptor, signal, end };
  const response = await requestFrom(download, offset);
  const stream = readFrom(download, offset, response);
  return offset === 0 && end === descriptor.size ? verifyStream(stream, descriptor) : stream;
}

/** @param first the response to the first request */
async function* readFrom(
  download: Download,
  offset: number,
  first: RegistryResponse,
): AsyncGenerator<Uint8Array> {
  const { end, signal } = download;
  let received = offset;
  let failures = 0;
  let response: RegistryResponse | undefined = first;
  for (;;) {
    const before = received;
    try {
      response ??= await requestFrom(download, received);
      for await (const chunk of readBody(download, response, received)) {
        received += chunk.byteLength;
        yield chunk;
      }
      return;
    } catch (error) {
      // Only the end of the response was invalid: all bytes are there.
      if (received >= end) {
        return;
      }
      failures = received > before ? 0 : failures + 1;
      // There is no wait before the next request, so a rate limit that is used up ends the download.
      const canResume = isTransient(error) && error.fault !== "used_up";
      if (!canResume || failures === maxFailures || signal.aborted) {
        throw error;
      }
      response = undefined;
    }
  }
}

/** Requests a blob from an offset on, or in full if the registry does not return a readable part. */
async function requestFrom(download: Download, offset: number): Promise<RegistryResponse> {
  const { repository, descriptor, signal, end } = download;
  const { client } = repository;
  const whole = { ...readRequest(repository, descriptor, signal), slow: true };
  const requestWhole = async (): Promise<RegistryResponse> =>
    await settleEncoding(await client.request(whole), whole, download);
  const isToEnd = end === descriptor.size;
  if (offset === 0 && isToEnd) {
    return await requestWhole();
  }
  const response = await client.request({
    ...whole,
    headers: { range: `bytes=${offset}-${isToEnd ? "" : end - 1}` },
    // 416: the registry counts compressed bytes, of which there are fewer.
    expect: [200, 206, 416],
  });
  if (response.status === 200) {
    return await settleEncoding(response, whole, download);
  }
  if (response.status === 206 && !response.encoded) {
    return response;
  }
  response.body.destroy();
  return await requestWhole();
}

/**
 * Finds out whether a response with a Content-Encoding is encoded, or whether the blob itself is compressed: some
 * servers, and storage with wrong metadata, label such a layer as encoded. The Content-Length tells. If there is
 * none, a partial response with the same label tells, because its Content-Range has the full length. If the registry
 * ignores ranges, the blob is read once to find out.
 */
async function settleEncoding(
  response: RegistryResponse,
  whole: RegistryRequest,
  { repository, descriptor }: Download,
): Promise<RegistryResponse> {
  if (!response.encoded || response.header("content-length") !== undefined) {
    return response;
  }
  const { client } = repository;
  const part = await client
    .request({ ...whole, headers: { range: "bytes=0-0" }, expect: [200, 206, 416] })
    // A server that rejects the range may still return the whole blob.
    .catch(() => undefined);
  if (!part || part.status !== 200) {
    whole.signal.throwIfAborted();
    if (!part) {
      return response;
    }
    part.body.destroy();
    const hasSameLabel = part.header("content-encoding") === response.header("content-encoding");
    return part.status === 206 && hasSameLabel && !part.encoded
      ? withoutDecoding(response)
      : response;
  }
  response.body.destroy();
  const isBlob = await matchesDescriptor(part.undecoded, descriptor);
  part.body.destroy();
  whole.signal.throwIfAborted();
  const again = await client.request(whole);
  return isBlob && again.encoded ? withoutDecoding(again) : again;
}

function withoutDecoding(response: RegistryResponse): RegistryResponse {
  return { ...response, body: response.undecoded, encoded: false };
}

/** Whether a body is the content of a descriptor. Reads at most as many bytes as the descriptor's size. */
async function matchesDescriptor(
  body: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
): Promise<boolean> {
  const verifier = createDigestVerifier(digest, size);
  try {
    for await (const chunk of body) {
      verifier.update(chunk);
      releaseBuffer(chunk);
    }
    verifier.finish();
    return true;
  } catch {
    return false;
  }
}

/** Reads a body from an offset on, whether the registry honored the range or returned everything (RFC 9110 §14.2). */
async function* readBody(
  { repository, descriptor, signal }: Download,
  response: RegistryResponse,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const isPartial = response.status === 206;
  let skip = isPartial ? 0 : offset;
  const start = /^bytes (\d+)-/.exec(response.header("content-range") ?? "")?.[1];
  if (isPartial && Number(start) !== offset) {
    response.body.destroy();
    throw new EngineError(
      "registry_invalid",
      `${response.url.host} returns another part of ${descriptor.digest} than requested.`,
    );
  }
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      const wanted = chunk.subarray(Math.min(skip, chunk.byteLength));
      skip -= chunk.byteLength - wanted.byteLength;
      if (wanted.byteLength > 0) {
        yield wanted;
      }
    }
  } catch (cause) {
    const request = readRequest(repository, descriptor, signal);
    throw repository.client.bodyError(cause, request, response.url);
  }
}

function readRequest(
  repository: Repository,
  { digest, size }: BlobRef,
  signal: AbortSignal,
): RegistryRequest {
  return {
    what: `blob ${repository.name}@${digest}`,
    method: "GET",
    target: { kind: "blob", repository: repository.path, digest },
    size,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    expect: [200],
    signal,
  };
}
