import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import type { RegistryRequest } from "./http/registryRequest.ts";
import { cancelUploadTimeout } from "./http/timeouts.ts";
import type { Scope } from "./http/scope.ts";
import type { Repository } from "./repository.ts";

/** An upload that a registry has opened. */
export interface UploadPosition {
  readonly location: URL;
  /** The number of bytes that the registry has. */
  readonly offset: number;
}

/**
 * Opens an upload.
 * Source: distribution-spec 1.1, "POST then PUT".
 */
export async function startUpload(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<URL> {
  return await locationOf(repository, await postUpload(repository, { descriptor }, signal));
}

/** Requests an upload, or the mount of a blob. @param upload.from the path of the repository to mount the blob from */
export async function postUpload(
  repository: Repository,
  upload: { readonly descriptor: Descriptor; readonly from?: string },
  signal: AbortSignal,
): Promise<RegistryResponse> {
  const { descriptor, from } = upload;
  const query =
    from === undefined
      ? ""
      : `?${new URLSearchParams({ mount: descriptor.digest, from }).toString()}`;
  const fromScopes: readonly Scope[] =
    from === undefined ? [] : [{ repository: from, actions: ["pull"] }];
  const response = await repository.client.request({
    ...uploadRequest(repository, descriptor),
    method: "POST",
    query,
    headers: { "content-length": "0" },
    scopes: [...pushScopes(repository), ...fromScopes],
    expect: [201, 202],
    signal,
  });
  await response.body.dump();
  return response;
}

/** The location of an upload that the registry opened. @throws EngineError `registry_invalid`, `unsafe_address` */
export async function locationOf(repository: Repository, response: RegistryResponse): Promise<URL> {
  const location = response.header("location");
  if (location === undefined) {
    throw new EngineError(
      "registry_invalid",
      `${response.url.host} opened an upload without a Location header.`,
    );
  }
  return await repository.client.checkAddress(location, response.url);
}

/**
 * Asks the registry how much of an upload has arrived.
 * Source: distribution-spec 1.1, "Pushing a blob in chunks".
 * @returns undefined if the upload must start again: the session is lost, or the response has no usable range
 */
export async function resumeUpload(
  repository: Repository,
  { location, descriptor }: { readonly location: URL; readonly descriptor: Descriptor },
  signal: AbortSignal,
): Promise<UploadPosition | undefined> {
  try {
    const response = await repository.client.request({
      ...uploadRequest(repository, descriptor),
      method: "GET",
      location,
      expect: [204],
      signal,
    });
    await response.body.dump();
    const end = Number(/^(?:bytes=)?0-(\d+)$/.exec(response.header("range") ?? "")?.[1] ?? 0);
    // "0-0" may mean one byte or none, so it is not used.
    if (end === 0 || end + 1 >= descriptor.size) {
      return undefined;
    }
    const moved = response.header("location");
    const next =
      moved === undefined ? location : await repository.client.checkAddress(moved, response.url);
    return { location: next, offset: end + 1 };
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError)) {
      throw error;
    }
    return undefined;
  }
}

/**
 * Sends a blob from the position of an upload to its end, and closes the upload.
 * @param upload.body the blob's bytes from the offset on
 * @throws EngineError `upload_lost` if the registry has lost the upload
 */
export async function completeUpload(
  repository: Repository,
  upload: {
    readonly position: UploadPosition;
    readonly descriptor: Descriptor;
    readonly body: AsyncIterable<Uint8Array>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { position, descriptor, body } = upload;
  const { location, offset } = position;
  const url = new URL(location);
  // The query of the location is the registry's state: it stays as it is, followed by the digest.
  url.search = `${url.search}${url.search ? "&" : "?"}digest=${descriptor.digest}`;
  const range = offset > 0 ? { "content-range": `${offset}-${descriptor.size - 1}` } : {};
  const response = await repository.client
    .request({
      ...uploadRequest(repository, descriptor),
      method: "PUT",
      location: url,
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(descriptor.size - offset),
        ...range,
      },
      body,
      expect: [200, 201, 204],
      signal,
    })
    .catch((error: unknown) => {
      throw toUploadLost(error, { host: url.host, digest: descriptor.digest, offset });
    });
  await response.body.dump();
}

/**
 * Converts the refusal of an upload to `upload_lost` if starting again may succeed: the session is missing or shorter
 * than expected. A resumed upload that is refused for any other reason counts too, because its first part may be of
 * other content. An error that a user has to fix does not.
 */
function toUploadLost(
  error: unknown,
  upload: { readonly host: string; readonly digest: string; readonly offset: number },
): unknown {
  // Errors of the source that the bytes are read from pass through here as well.
  if (!(error instanceof EngineError) || error.code !== "registry_refused") {
    return error;
  }
  const { host, digest, offset } = upload;
  const isGone = error.status === 404 || error.status === 416;
  if (!isGone && (offset === 0 || error.retryable)) {
    return error;
  }
  return new EngineError("upload_lost", `${host} lost the upload of ${digest}.`, {
    hint: "The registry forgot an upload that it had opened. Try again; blobs that have arrived are not sent again.",
    ...(error.detail ? { detail: error.detail } : {}),
    ...(error.status === undefined ? {} : { status: error.status }),
    retryable: true,
  });
}

/**
 * Opens an upload and cancels it, to find out whether this login may push.
 * @returns whether the registry cancelled it
 * @throws EngineError if the registry refuses to open one
 */
export async function probeUpload(repository: Repository, signal: AbortSignal): Promise<boolean> {
  const response = await repository.client.request({
    what: `upload to ${repository.name}`,
    target: { kind: "upload", repository: repository.path },
    scopes: pushScopes(repository),
    method: "POST",
    headers: { "content-length": "0" },
    once: true,
    expect: [202],
    signal,
  });
  await response.body.dump();
  return await cancelUpload(repository, await locationOf(repository, response));
}

/**
 * Cancels an upload. Errors are ignored, because an abandoned upload times out: many registries require the right to
 * delete for this, which is not requested.
 * @returns whether the registry cancelled it
 */
export async function cancelUpload(repository: Repository, location: URL): Promise<boolean> {
  try {
    const response = await repository.client.request({
      what: `upload session in ${repository.name}`,
      method: "DELETE",
      target: { kind: "upload", repository: repository.path },
      location,
      scopes: pushScopes(repository),
      unchallenged: true,
      expect: [200, 202, 204, 401, 403, 404],
      signal: AbortSignal.timeout(cancelUploadTimeout),
    });
    await response.body.dump();
    return response.status < 300;
  } catch {
    return false;
  }
}

function uploadRequest(
  repository: Repository,
  descriptor: Descriptor,
): Pick<RegistryRequest, "what" | "target" | "scopes"> {
  return {
    what: `upload of ${descriptor.digest} to ${repository.name}`,
    target: { kind: "upload", repository: repository.path },
    scopes: pushScopes(repository),
  };
}

function pushScopes(repository: Repository): readonly Scope[] {
  return [{ repository: repository.path, actions: ["pull", "push"] }];
}
