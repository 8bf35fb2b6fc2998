import type { PlannedBlob } from "../../../shared/plan.ts";
import { contentStepId } from "../../../shared/progress.ts";
import type { BlobOpener, BlobStream, Store, UploadSession } from "../stores/store.ts";
import type { RepositoryPush } from "./repositoryPush.ts";

/** Mounts, copies or creates one blob as its planned action says. */
export async function pushBlob(
  push: RepositoryPush,
  blob: PlannedBlob,
  signal: AbortSignal,
): Promise<void> {
  const { store, stores, totals, inFlight, report } = push;
  const { action, digest, size } = blob;
  if (action.kind === "exists" || action.kind === "skip") {
    return;
  }
  const step = { id: contentStepId(store.repository, digest), phase: "content" } as const;
  if (action.kind === "create") {
    report({ ...step, state: "running", bytes: 0 });
    await createBlob(push, blob, signal);
    report({ ...step, state: "done", bytes: size });
    return;
  }
  const source =
    action.kind === "mount" ? await inFlight.waitForCopy(action.from, digest, signal) : action.from;
  report({ ...step, state: "running", bytes: 0 });
  const copy: CopyBlob = async (upload) =>
    await copyBlob(push, { blob, from: stores.openRepository(source), upload }, signal);
  if (action.kind === "copy") {
    await copy(undefined);
  } else {
    const holder = stores.openRepository(action.from);
    if (await mountOrCopy({ blob, store, holder, copy }, signal)) {
      totals.mountedBlobs += 1;
    }
  }
  report({ ...step, state: "done", bytes: size });
}

/** Uploads a blob from the bytes in the plan. */
async function createBlob(
  { store, contents, transfers, totals }: RepositoryPush,
  blob: PlannedBlob,
  signal: AbortSignal,
): Promise<void> {
  const bytes = contents.createdBlob(blob.digest);
  await transfers(async () => {
    signal.throwIfAborted();
    const open: BlobOpener = (_, offset) => Promise.resolve(streamOf(bytes.subarray(offset)));
    await store.pushBlob(blob, { open, signal });
    totals.copiedBytes += blob.size;
  });
}

async function* streamOf(bytes: Uint8Array): BlobStream {
  yield bytes;
}

/** Copies the blob, with the upload session that a refused mount opened. */
type CopyBlob = (upload: UploadSession | undefined) => Promise<void>;

interface BlobCopy {
  readonly blob: PlannedBlob;
  readonly from: Store;
  readonly upload: UploadSession | undefined;
}

async function copyBlob(
  { store, totals, transfers, report }: RepositoryPush,
  { blob, from, upload }: BlobCopy,
  signal: AbortSignal,
): Promise<void> {
  await transfers(async () => {
    if (signal.aborted) {
      await upload?.abandon();
    }
    signal.throwIfAborted();
    let bytes = 0;
    const open = (until: AbortSignal, offset: number): Promise<BlobStream> =>
      from.openBlob(blob, until, offset);
    const onBytes = (count: number): void => {
      bytes += count;
      report({
        id: contentStepId(store.repository, blob.digest),
        phase: "content",
        state: "running",
        bytes,
      });
    };
    await store.pushBlob(blob, { open, signal, onBytes, upload });
    totals.copiedBytes += blob.size;
  });
}

interface BlobMount {
  readonly blob: PlannedBlob;
  readonly store: Store;
  /** The repository to mount from. */
  readonly holder: Store;
  readonly copy: CopyBlob;
}

/**
 * Mounts a blob. A registry may refuse; then the blob is copied, unless the target has it.
 * @returns whether it was mounted
 */
async function mountOrCopy(
  { blob, store, holder, copy }: BlobMount,
  signal: AbortSignal,
): Promise<boolean> {
  const mount = await store.mountBlob(blob, holder, signal);
  if (mount.kind === "mounted") {
    return true;
  }
  let exists = true;
  try {
    exists = await store.hasBlob(blob, signal);
  } finally {
    // Also if the request fails, the upload session is not used.
    if (exists) {
      await mount.upload?.abandon();
    }
  }
  if (!exists) {
    await copy(mount.upload);
  }
  return false;
}
