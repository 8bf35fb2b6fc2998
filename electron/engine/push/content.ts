import pLimit, { type LimitFunction } from "p-limit";
import type { PlannedBlob, PlannedManifest, RepositoryPlan } from "../../../shared/plan.ts";
import type { BlobStream, Store } from "../store.ts";
import type { Stores } from "../stores.ts";
import { together } from "../together.ts";
import type { PushEvent } from "./execute.ts";
import type { PlannedContents } from "./plannedContents.ts";

/** What a push has moved so far. */
export interface Sums {
  copiedBytes: number;
  mountedBlobs: number;
}

/** The part of a push that is one repository's. */
export interface ContentPush {
  readonly store: Store;
  readonly plan: RepositoryPlan;
  readonly stores: Stores;
  readonly contents: PlannedContents;
  readonly sums: Sums;
}

/** Bring everything below the root into one repository: blobs, then manifests child before parent. */
export async function pushContent(
  push: ContentPush,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const { store, plan } = push;
  const streams = pLimit(store.transfers);
  await together(plan.blobs, signal, (blob, until) =>
    bringBlob(push, blob, streams, until, report),
  );
  const puts = plan.manifests.filter(
    ({ action, role }) => action.kind !== "exists" && role !== "root",
  );
  // Manifests of one height do not need each other; the next height needs them all.
  const heights = [...new Set(puts.map(({ height }) => height))].toSorted((a, b) => a - b);
  for (const height of heights) {
    const equals = puts.filter((put) => put.height === height);
    await together(equals, signal, (planned, until) => putManifest(push, planned, until, report));
  }
}

/** Put the root by its digest, once everything that it needs is there. */
export async function putRoot(
  push: ContentPush,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const root = push.plan.manifests.find(({ role }) => role === "root");
  if (root && root.action.kind !== "exists") await putManifest(push, root, signal, report);
}

async function bringBlob(
  { store, stores, sums }: ContentPush,
  blob: PlannedBlob,
  streams: LimitFunction,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const { action, digest, size } = blob;
  if (action.kind === "exists" || action.kind === "skip") return;
  const from = stores.openRepository(action.from);
  const step = { id: contentStep(store, digest), phase: "content" } as const;
  report({ ...step, state: "running", bytes: 0 });
  const mount = action.kind === "mount" && (await store.mountBlob(blob, from, signal));
  if (mount && mount.kind === "mounted") {
    sums.mountedBlobs += 1;
  } else if (!mount || !(await store.hasBlob(blob, signal))) {
    // A mount is a wish: a registry may refuse it, and if the blob is not there anyway, the bytes travel.
    await streams(async () => {
      signal.throwIfAborted();
      let bytes = 0;
      const open = (until: AbortSignal, offset: number): Promise<BlobStream> =>
        from.openBlob(blob, until, offset);
      const count = (more: number): void => {
        bytes += more;
        report({ ...step, state: "running", bytes });
      };
      await store.pushBlob(blob, open, signal, count, mount ? mount.session : undefined);
      sums.copiedBytes += size;
    });
  }
  report({ ...step, state: "done", bytes: size });
}

async function putManifest(
  { store, contents }: ContentPush,
  { digest, role, size }: PlannedManifest,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const phase = role === "root" ? "root" : "content";
  const step = { id: contentStep(store, digest), phase } as const;
  report({ ...step, state: "running", bytes: 0 });
  await store.pushManifest(await contents.get(store.repository, digest, signal), signal);
  report({ ...step, state: "done", bytes: size });
}

function contentStep({ repository }: Store, digest: string): string {
  return `${repository} ${digest}`;
}
