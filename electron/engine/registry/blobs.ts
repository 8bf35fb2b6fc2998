import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { createDigestVerifier } from "../oci/digest.ts";
import { verifyStream } from "../oci/verifyStream.ts";
import { EngineError } from "../failure.ts";
import type { BlobStream } from "../store.ts";
import type { Repository } from "./manifests.ts";
import type { RegistryRequest, RegistryResponse } from "./transport/client.ts";
import { limits } from "./transport/limits.ts";
import { PassingFailure } from "./transport/retry.ts";

/**
 * Whether a repository holds a blob.
 * Source: distribution-spec 1.1, "Checking if content exists in the registry".
 */
export async function hasBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  const response = await repository.client.request(
    question("HEAD", repository, descriptor, signal, [200, 404]),
  );
  await response.body.dump();
  return response.status === 200;
}

/**
 * Read a small blob whole and check it against its descriptor.
 * @throws EngineError `not_found`, `too_large`, `digest_mismatch`, `size_mismatch`
 */
export async function fetchBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (descriptor.size > limits.smallBlob) {
    throw new EngineError(
      "too_large",
      `The blob ${descriptor.digest} is ${descriptor.size} bytes, too large to show.`,
    );
  }
  const request = question("GET", repository, descriptor, signal, [200]);
  const { bytes } = await repository.client.read(request, limits.smallBlob);
  const verifier = createDigestVerifier(descriptor.digest, descriptor.size);
  verifier.update(bytes);
  verifier.finish();
  return bytes;
}

/**
 * Open a blob as a stream that fails, before its last bytes are handed on, if they are not what the
 * descriptor promises: whoever uploads it cannot complete with wrong content.
 */
export async function openBlob(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<BlobStream> {
  const request = question("GET", repository, descriptor, signal, [200]);
  const response = await repository.client.request(request);
  return verifyStream(bodyOf(repository, request, response), descriptor);
}

/** The body, with what breaks it told as an error for people. */
async function* bodyOf(
  repository: Repository,
  request: RegistryRequest,
  response: RegistryResponse,
): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const error = repository.client.bodyError(cause, request, response.url);
    throw error instanceof PassingFailure ? error.failure : error;
  }
}

function question(
  method: "GET" | "HEAD",
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
  expect: readonly number[],
): RegistryRequest {
  return {
    what: `blob ${repository.name}@${descriptor.digest}`,
    method,
    url: `/v2/${repository.path}/blobs/${descriptor.digest}`,
    headers: { "accept-encoding": "identity" },
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    expect,
    signal,
  };
}
