import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../failure.ts";
import type { BlobPushed, BlobStream } from "../store.ts";
import type { Repository } from "./manifests.ts";
import type { RegistryResponse } from "./transport/client.ts";
import type { Scope } from "./transport/scope.ts";

export interface Upload {
  readonly descriptor: Descriptor;
  /** The path of a repository of the same registry that holds the blob. */
  readonly mountFrom: string | undefined;
  readonly open: (signal: AbortSignal) => Promise<BlobStream>;
  readonly onBytes: (count: number) => void;
}

/** How often a blob is sent from its start before giving up. */
const attempts = 3;

/**
 * Bring a blob into a repository: mounted from another one where the registry can, else sent in one piece.
 *
 * A stream that was partly sent cannot be sent again, so after a passing failure the whole upload starts
 * anew, unless the registry has the blob by then.
 *
 * Source: distribution-spec 1.1, "Pushing Blobs" and "Mounting a blob from another repository".
 */
export async function pushBlob(
  repository: Repository,
  upload: Upload,
  signal: AbortSignal,
): Promise<BlobPushed> {
  const opened = await openUpload(repository, upload, signal);
  if (opened === "mounted") return "mounted";
  let session = opened;
  for (let made = 1; ; made += 1) {
    let sent = 0;
    const count = (bytes: number): void => {
      sent += bytes;
      upload.onBytes(bytes);
    };
    try {
      await send(repository, upload, session, count, signal);
      return "copied";
    } catch (error) {
      upload.onBytes(-sent);
      await cancelUpload(repository, session);
      const passing = error instanceof EngineError && error.retryable;
      if (!passing || made === attempts || signal.aborted) throw error;
      session = await startUpload(repository, upload.descriptor, signal);
    }
  }
}

/** Ask for a mount if there is somewhere to mount from; any other answer than "done" leads to an upload. */
async function openUpload(
  repository: Repository,
  upload: Upload,
  signal: AbortSignal,
): Promise<URL | "mounted"> {
  const { descriptor, mountFrom } = upload;
  if (mountFrom === undefined) return await startUpload(repository, descriptor, signal);
  const query = new URLSearchParams({ mount: descriptor.digest, from: mountFrom });
  let response: RegistryResponse;
  try {
    response = await post(
      repository,
      descriptor,
      `?${query.toString()}`,
      [{ repository: mountFrom, actions: ["pull"] }],
      signal,
    );
  } catch (error) {
    // Registries refuse mounts in many ways (go-containerregistry#1404, #1679); none is worth failing for.
    if (!(error instanceof EngineError) || error.code === "cancelled") throw error;
    return await startUpload(repository, descriptor, signal);
  }
  if (response.status === 201) return "mounted";
  return await sessionOf(repository, response);
}

async function startUpload(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<URL> {
  return await sessionOf(repository, await post(repository, descriptor, "", [], signal));
}

async function post(
  repository: Repository,
  descriptor: Descriptor,
  query: string,
  others: readonly Scope[],
  signal: AbortSignal,
): Promise<RegistryResponse> {
  const response = await repository.client.request({
    what: `upload of ${descriptor.digest} to ${repository.name}`,
    method: "POST",
    url: `/v2/${repository.path}/blobs/uploads/${query}`,
    headers: { "content-length": "0" },
    scopes: [...pushScopes(repository), ...others],
    expect: [201, 202],
    signal,
  });
  await response.body.dump();
  return response;
}

async function sessionOf(repository: Repository, response: RegistryResponse): Promise<URL> {
  const location = response.header("location");
  if (location === undefined) {
    throw new EngineError(
      "registry_invalid",
      `${response.url.host} opened an upload but does not say where.`,
    );
  }
  return await repository.client.checkAddress(location, response.url);
}

async function send(
  repository: Repository,
  upload: Upload,
  session: URL,
  count: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { descriptor } = upload;
  const url = new URL(session);
  // The registry's own query is its state: it is kept to the letter, the digest goes behind it.
  url.search = `${url.search}${url.search ? "&" : "?"}digest=${descriptor.digest}`;
  const stream = await upload.open(signal);
  const response = await repository.client.request({
    what: `upload of ${descriptor.digest} to ${repository.name}`,
    method: "PUT",
    url,
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(descriptor.size),
    },
    body: counted(stream, count),
    scopes: pushScopes(repository),
    expect: [200, 201, 204],
    signal,
  });
  await response.body.dump();
}

async function* counted(
  stream: BlobStream,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    yield chunk;
    count(chunk.byteLength);
  }
}

/** Tell the registry that nothing more will come; that it may not listen is no trouble of ours. */
async function cancelUpload(repository: Repository, session: URL): Promise<void> {
  try {
    const response = await repository.client.request({
      what: `upload session in ${repository.name}`,
      method: "DELETE",
      url: session,
      scopes: pushScopes(repository),
      expect: [200, 202, 204, 404],
      signal: AbortSignal.timeout(5000),
    });
    await response.body.dump();
  } catch {
    // The session times out by itself.
  }
}

function pushScopes(repository: Repository): readonly Scope[] {
  return [{ repository: repository.path, actions: ["pull", "push"] }];
}
