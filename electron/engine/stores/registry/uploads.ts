import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isRetryable, EngineError } from "../../errors.ts";
import type { MountResult, BlobOpener } from "../store.ts";
import { hasBlob } from "./blobs.ts";
import type { Repository } from "./repository.ts";
import type { RegistryResponse } from "./http/registryClient.ts";
import { releaseBuffer } from "./http/receiveBufferPool.ts";
import { backOff } from "./http/retry.ts";
import type { Scope } from "./http/scope.ts";

export interface Upload {
  readonly descriptor: Descriptor;
  readonly open: BlobOpener;
  readonly onBytes: (count: number) => void;
  /** An upload that the registry has opened already. */
  readonly session: URL | undefined;
  /** Where uploads were cut off that the registry may go on with, by the blob's digest; noted and used up here. */
  readonly interrupted: Map<string, URL>;
}

/** How often a blob is sent, or sent on, before giving up. */
const attempts = 4;

/** An upload that the registry has opened. */
interface Session {
  readonly location: URL;
  /** Bytes that the registry has already. */
  readonly offset: number;
}

/**
 * Send a blob to a repository, in one piece.
 *
 * After a passing failure the upload goes on where the registry says that it stopped, else from its start,
 * unless the registry has the blob by then. An upload that is cancelled, or given up for now, is left open: the next
 * push of the blob asks the registry how much of it is there. Where there is no next one, it times out by itself.
 *
 * Source: distribution-spec 1.1, "Pushing Blobs".
 */
export async function pushBlob(
  repository: Repository,
  upload: Upload,
  signal: AbortSignal,
): Promise<void> {
  let session: Session | undefined = await openSession(repository, upload, signal);
  let reported = 0;
  /** Whether the last request to send it broke off before the registry answered. */
  let isCutOff = false;
  const count = (total: number): void => {
    upload.onBytes(total - reported);
    reported = total;
  };
  try {
    for (let made = 1; ; made += 1) {
      try {
        session ??= {
          location: await startUpload(repository, upload.descriptor, signal),
          offset: 0,
        };
        count(session.offset);
        await send(repository, upload, session, count, signal);
        return;
      } catch (error) {
        isCutOff = reported > 0 && (signal.aborted || isWithoutAnswer(error));
        const remedy = remedyFor(error);
        if (remedy === "none" || made === attempts) throw error;
        if (error instanceof EngineError && error.retryable)
          await backOff(error, made, repository.client.timeouts.retryDelay, signal);
        if (await hasBlob(repository, upload.descriptor, signal)) break;
        const stopped: Session | undefined = session;
        session =
          stopped && remedy === "resume"
            ? await resumeUpload(repository, stopped, upload.descriptor, signal)
            : undefined;
        if (stopped && !session) await cancelUpload(repository, stopped.location);
      }
    }
  } catch (error) {
    count(0);
    if (session && isCutOff) upload.interrupted.set(upload.descriptor.digest, session.location);
    else if (session) await cancelUpload(repository, session.location);
    throw error;
  }
  if (session) await cancelUpload(repository, session.location);
}

/** The upload to send to: one that was cut off before, if the registry kept some of it, else a new one. */
async function openSession(
  repository: Repository,
  { descriptor, session, interrupted }: Upload,
  signal: AbortSignal,
): Promise<Session> {
  const location = interrupted.get(descriptor.digest);
  if (location) {
    // Taken before anything is waited for: only one can go on with it.
    interrupted.delete(descriptor.digest);
    const stopped = { location, offset: 0 };
    const kept = await resumeUpload(repository, stopped, descriptor, signal).catch(
      (error: unknown) => {
        interrupted.set(descriptor.digest, location);
        throw error;
      },
    );
    const unused = kept ? session : location;
    if (unused) await cancelUpload(repository, unused);
    if (kept) return kept;
  }
  const opened = session ?? (await startUpload(repository, descriptor, signal));
  return { location: opened, offset: 0 };
}

function isWithoutAnswer(error: unknown): boolean {
  return error instanceof EngineError && (error.code === "network" || error.code === "timeout");
}

/** What may help after a failed upload: to go on, to start anew, or nothing. */
function remedyFor(error: unknown): "resume" | "restart" | "none" {
  if (!(error instanceof EngineError)) return "none";
  switch (error.code) {
    // What was sent is wrong, in part or in whole: a copy read again may be right.
    case "digest_mismatch":
    case "size_mismatch":
    // The session is gone.
    case "upload_lost":
    // The token ended in the middle of the stream, which cannot be sent again as it is.
    case "unauthorized":
      return "restart";
    default:
      return isRetryable(error) ? "resume" : "none";
  }
}

/**
 * Ask the registry how much of an upload has arrived.
 * @returns undefined where it has to start anew: the session is gone, or the answer says nothing
 */
async function resumeUpload(
  repository: Repository,
  session: Session,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<Session | undefined> {
  try {
    const response = await repository.client.request({
      what: `upload of ${descriptor.digest} to ${repository.name}`,
      method: "GET",
      target: { kind: "upload", repository: repository.path },
      location: session.location,
      scopes: pushScopes(repository),
      expect: [204],
      signal,
    });
    await response.body.dump();
    const end = Number(/^(?:bytes=)?0-(\d+)$/.exec(response.header("range") ?? "")?.[1] ?? 0);
    // "0-0" may mean one byte or none, so it is no place to go on from.
    if (end === 0 || end + 1 >= descriptor.size) return undefined;
    const location = response.header("location");
    const next =
      location === undefined
        ? session.location
        : await repository.client.checkAddress(location, response.url);
    return { location: next, offset: end + 1 };
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError)) throw error;
    return undefined;
  }
}

/**
 * Link a blob from another repository of the registry, without its bytes.
 *
 * Source: distribution-spec 1.1, "Mounting a blob from another repository".
 *
 * @param from the path of the repository that holds it
 * @returns any other answer than "mounted" leads to an upload
 */
export async function mountBlob(
  repository: Repository,
  descriptor: Descriptor,
  from: string,
  signal: AbortSignal,
): Promise<MountResult> {
  const query = new URLSearchParams({ mount: descriptor.digest, from });
  const scopes: readonly Scope[] = [{ repository: from, actions: ["pull"] }];
  try {
    const response = await post(repository, descriptor, `?${query.toString()}`, scopes, signal);
    if (response.status === 201) return { kind: "mounted" };
    const location = await sessionOf(repository, response);
    const abandon = (): Promise<void> => cancelUpload(repository, location);
    return { kind: "refused", upload: { location, abandon } };
  } catch (error) {
    // Registries refuse mounts in many ways (go-containerregistry#1404, #1679); none is worth failing for.
    if (signal.aborted || !(error instanceof EngineError) || error.code === "cancelled")
      throw error;
    return { kind: "refused" };
  }
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
    target: { kind: "upload", repository: repository.path },
    query,
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
  session: Session,
  count: (total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { descriptor } = upload;
  const { offset } = session;
  const url = new URL(session.location);
  // The registry's own query is its state: it is kept to the letter, the digest goes behind it.
  url.search = `${url.search}${url.search ? "&" : "?"}digest=${descriptor.digest}`;
  const range = offset > 0 ? { "content-range": `${offset}-${descriptor.size - 1}` } : {};
  const response = await repository.client
    .request({
      what: `upload of ${descriptor.digest} to ${repository.name}`,
      method: "PUT",
      target: { kind: "upload", repository: repository.path },
      location: url,
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(descriptor.size - offset),
        ...range,
      },
      body: counted(upload, offset, count, signal),
      scopes: pushScopes(repository),
      expect: [200, 201, 204],
      signal,
    })
    .catch((error: unknown) => {
      throw asLost(error, url.host, descriptor, offset);
    });
  await response.body.dump();
}

/**
 * What it means that an upload is not there, or not as long as it should be: its session is gone. One that was gone on
 * with may be refused in other words too, since what it began with need not be what the blob begins with: from its start
 * it may be taken. What a person has to put right first would be refused again.
 */
function asLost(error: unknown, host: string, { digest }: Descriptor, offset: number): unknown {
  // What the source of the bytes says of them comes through here as well.
  if (!(error instanceof EngineError) || error.code !== "registry_refused") return error;
  const isGone = error.status === 404 || error.status === 416;
  if (!isGone && (offset === 0 || error.retryable)) return error;
  return new EngineError("upload_lost", `${host} lost track of the upload of ${digest}.`, {
    hint: "The registry forgot an upload that it had opened. Try the push again; what arrived is not sent twice.",
    ...(error.detail ? { detail: error.detail } : {}),
    ...(error.status === undefined ? {} : { status: error.status }),
    retryable: true,
  });
}

/** The blob's bytes, opened only once the registry wants them: a request that is never sent leaves nothing open. */
async function* counted(
  upload: Upload,
  offset: number,
  count: (total: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let total = offset;
  for await (const chunk of await upload.open(signal, offset)) {
    yield chunk;
    total += chunk.byteLength;
    count(total);
    // More is asked for, so the connection has passed this on, and nobody else has a use for it.
    releaseBuffer(chunk);
  }
}

/**
 * Tell the registry that nothing more will come; that it may not listen is no trouble of ours. Many want the right to
 * delete for it, which nobody is asked for: the session times out by itself.
 */
async function cancelUpload(repository: Repository, session: URL): Promise<void> {
  try {
    const response = await repository.client.request({
      what: `upload session in ${repository.name}`,
      method: "DELETE",
      target: { kind: "upload", repository: repository.path },
      location: session,
      scopes: pushScopes(repository),
      unchallenged: true,
      expect: [200, 202, 204, 401, 403, 404],
      signal: AbortSignal.timeout(5000),
    });
    await response.body.dump();
  } catch {
    // Nothing depends on it.
  }
}

function pushScopes(repository: Repository): readonly Scope[] {
  return [{ repository: repository.path, actions: ["pull", "push"] }];
}
