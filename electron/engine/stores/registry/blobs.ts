import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { createDigestVerifier, verifyBytes, verifyStream } from "../../oci/digest.ts";
import { EngineError } from "../../errors.ts";
import type { BlobStream, BlobRef } from "../store.ts";
import { headRefused } from "./manifests.ts";
import type { Repository } from "./repository.ts";
import type { RegistryRequest } from "./http/request.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { releaseBuffer } from "./http/receiveBufferPool.ts";

/**
 * Whether a repository holds a blob.
 * Source: distribution-spec 1.1, "Checking if content exists in the registry".
 */
export async function hasBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  // Only what is pushed to is asked so: there a mirror has no say.
  const response = await repository.client.request({
    ...question("HEAD", repository, descriptor, signal, [200, 404, ...headRefused]),
    origin: true,
  });
  await response.body.dump();
  if (response.status === 200 || response.status === 404) return response.status === 200;
  const read = await repository.client.request({
    ...question("GET", repository, descriptor, signal, [200, 404]),
    origin: true,
  });
  read.body.destroy();
  return read.status === 200;
}

/**
 * Read a small blob whole and check it against its descriptor.
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
      `The blob ${blob.digest} is ${blob.size} bytes, too large to show.`,
    );
  }
  const request = question("GET", repository, blob, signal, [200]);
  const { bytes } = await repository.client.read(request, sizeLimits.smallBlob, (body) =>
    verifyBytes(body, blob.digest, blob.size),
  );
  return bytes;
}

/** Times in a row that a download may break off without a byte more before it is given up. */
const patience = 3;

/**
 * Open a blob as a stream that fails, before its last bytes are handed on, if they are not what the
 * descriptor promises: whoever uploads it cannot complete with wrong content. A stream that breaks off goes
 * on where it was.
 *
 * @param offset the first byte wanted; what begins in the middle cannot be checked here
 */
export async function openBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
  offset = 0,
): Promise<BlobStream> {
  const first = await ask(repository, descriptor, signal, offset);
  const stream = download(repository, descriptor, signal, offset, first);
  return offset === 0 ? verifyStream(stream, descriptor) : stream;
}

async function* download(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
  offset: number,
  first: RegistryResponse,
): AsyncGenerator<Uint8Array> {
  let received = offset;
  let failures = 0;
  let response: RegistryResponse | undefined = first;
  for (;;) {
    const before = received;
    try {
      response ??= await ask(repository, descriptor, signal, received);
      for await (const chunk of bodyFrom(repository, descriptor, signal, response, received)) {
        received += chunk.byteLength;
        yield chunk;
      }
      return;
    } catch (error) {
      // All is there, and only the answer's end was wrong: there is nothing left to ask for.
      if (received >= descriptor.size) return;
      failures = received > before ? 0 : failures + 1;
      const passing = error instanceof EngineError && error.transient;
      if (!passing || failures === patience || signal.aborted) throw error;
      response = undefined;
    }
  }
}

/** The blob from an offset on, or whole where the registry has no such part of it that could be read. */
async function ask(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
  offset: number,
): Promise<RegistryResponse> {
  const whole = { ...question("GET", repository, descriptor, signal, [200]), slow: true };
  const settle = async (answer: RegistryResponse): Promise<RegistryResponse> =>
    await settleEncoding(answer, whole, descriptor, repository);
  if (offset === 0) return await settle(await repository.client.request(whole));
  const response = await repository.client.request({
    ...whole,
    headers: { range: `bytes=${offset}-` },
    // 416: the registry counts compressed bytes, of which there are fewer.
    expect: [200, 206, 416],
  });
  if (response.status === 200) return await settle(response);
  if (response.status === 206 && !response.encoded) return response;
  response.body.destroy();
  return await settle(await repository.client.request(whole));
}

/**
 * Find out whether a blob that is said to be encoded is so on its way, or is compressed itself: some servers, and
 * storage with a wrong label, say so of such a layer. Its length tells, and where that is not sent, a part under the same
 * label does, which says how long the whole is. Where there are no parts either, the whole is read once for it.
 */
async function settleEncoding(
  response: RegistryResponse,
  whole: RegistryRequest,
  descriptor: Descriptor,
  { client }: Repository,
): Promise<RegistryResponse> {
  if (!response.encoded || response.header("content-length") !== undefined) return response;
  const asItCame = (answer: RegistryResponse): RegistryResponse => ({
    ...answer,
    body: answer.undecoded,
    encoded: false,
  });
  const headers = { range: "bytes=0-0" };
  const part = await client
    .request({ ...whole, headers, expect: [200, 206, 416] })
    // What does not take a question for a part may still send the whole.
    .catch(() => undefined);
  if (!part || part.status !== 200) {
    whole.signal.throwIfAborted();
    if (!part) return response;
    part.body.destroy();
    const sameLabel = part.header("content-encoding") === response.header("content-encoding");
    return part.status === 206 && sameLabel && !part.encoded ? asItCame(response) : response;
  }
  response.body.destroy();
  const isBlob = await hasContent(part.undecoded, descriptor);
  part.body.destroy();
  whole.signal.throwIfAborted();
  const again = await client.request(whole);
  return isBlob && again.encoded ? asItCame(again) : again;
}

/** Whether a body has a blob's bytes, read no further than the blob is long. */
async function hasContent(
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

/** The body from an offset on, whether the registry honoured the range or sends everything (RFC 9110 §14.2). */
async function* bodyFrom(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
  response: RegistryResponse,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let skip = response.status === 206 ? 0 : offset;
  const start = /^bytes (\d+)-/.exec(response.header("content-range") ?? "")?.[1];
  if (response.status === 206 && Number(start) !== offset) {
    response.body.destroy();
    throw new EngineError(
      "registry_invalid",
      `${response.url.host} sends another part of ${descriptor.digest} than was asked for.`,
    );
  }
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      const wanted = chunk.subarray(Math.min(skip, chunk.byteLength));
      skip -= chunk.byteLength - wanted.byteLength;
      if (wanted.byteLength > 0) yield wanted;
    }
  } catch (cause) {
    const request = question("GET", repository, descriptor, signal, [200]);
    throw repository.client.bodyError(cause, request, response.url);
  }
}

function question(
  method: "GET" | "HEAD",
  repository: Repository,
  descriptor: BlobRef,
  signal: AbortSignal,
  expect: readonly number[],
): RegistryRequest {
  return {
    what: `blob ${repository.name}@${descriptor.digest}`,
    method,
    target: { kind: "blob", repository: repository.path, digest: descriptor.digest },
    size: descriptor.size,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    expect,
    signal,
  };
}
