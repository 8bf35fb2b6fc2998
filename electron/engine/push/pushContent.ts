import pLimit, { type LimitFunction } from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { PlannedBlob, PlannedManifest, RepositoryPlan } from "../../../shared/plan.ts";
import type { BlobStream, UploadSession, Store } from "../stores/store.ts";
import type { Stores } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { PushEvent } from "./execute.ts";
import { EngineError } from "../errors.ts";
import type { ContentInFlight } from "./contentInFlight.ts";
import { ensureReferrersListed } from "./ensureReferrers.ts";
import { isForeign, successors } from "../oci/successors.ts";
import type { PlannedContents } from "../plan/plannedContents.ts";

/** What a push has moved so far. */
export interface PushTotals {
  copiedBytes: number;
  mountedBlobs: number;
}

/** The part of a push that is one repository's. */
export interface ContentPush {
  readonly store: Store;
  readonly plan: RepositoryPlan;
  readonly stores: Stores;
  readonly contents: PlannedContents;
  /** Shared by all parts of a push. */
  readonly inFlight: ContentInFlight;
  readonly sums: PushTotals;
}

/**
 * Bring all content into one repository: each manifest by its digest, as soon as its successors are there. These are
 * the blobs and manifests that it names, and its subject, since a registry may refuse what refers to a manifest that
 * it does not have. So the root follows what it names, and what refers to the root follows the root.
 *
 * What a manifest waits for is read from its bytes, whose digest was checked. A digest depends on the digests in its
 * content, so no two wait for each other, whatever a plan's file says.
 *
 * @param onRoot called when all that the root names is there and the root is put next
 */
export async function pushContent(
  push: ContentPush,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
  onRoot: () => void,
): Promise<void> {
  const { store, plan, inFlight } = push;
  const streams = pLimit(store.maxTransfers);
  const planned = plannedActions(plan);
  const bring = (digest: string, work: () => Promise<void>): Promise<void> => {
    const arrival = work();
    inFlight.add(store.repository, digest, arrival);
    return arrival;
  };
  const referring: string[] = [];
  const pieces = [
    ...plan.blobs,
    ...plan.manifests.filter(({ action }) => action.kind !== "exists"),
  ];
  // All are under way before the first has read what it waits for.
  await allOrAbort(pieces, signal, (piece, until) =>
    bring(piece.digest, async () => {
      if (!("role" in piece)) return await bringBlob(push, piece, streams, until, report);
      const content = await push.contents.get(store.repository, piece.digest, until);
      const { blobs, children, subject } = successors(content);
      checkPlanned(planned, content.digest, [...blobs, ...children]);
      const below = [...blobs, ...children].map(({ digest }) => digest);
      if (subject !== undefined) {
        below.push(subject);
        referring.push(content.digest);
      }
      await Promise.all(below.flatMap((digest) => inFlight.get(store.repository, digest) ?? []));
      until.throwIfAborted();
      if (piece.role === "root") onRoot();
      await putManifest(push, piece, until, report);
    }),
  );
  await ensureReferrersListed(push, referring, signal);
}

/** What a plan does with each of its blobs and manifests, by their digests. */
function plannedActions({ blobs, manifests }: RepositoryPlan): ReadonlyMap<string, string> {
  return new Map([...blobs, ...manifests].map(({ digest, action }) => [digest, action.kind]));
}

/**
 * A plan may come from a file: everything that a manifest names must stand in it, or a tag would name something
 * incomplete where nobody else looks.
 */
function checkPlanned(
  planned: ReadonlyMap<string, string>,
  digest: string,
  pieces: readonly Descriptor[],
): void {
  const left = pieces.find((piece) => {
    const action = planned.get(piece.digest);
    return action === undefined || (action === "skip" && !isForeign(piece));
  });
  if (!left) return;
  throw new EngineError(
    "input_invalid",
    `The plan leaves out ${left.digest}, which ${digest} needs.`,
    {
      hint: "The plan's file was changed by hand or is damaged. Make the plan anew.",
    },
  );
}

async function bringBlob(
  { store, stores, sums, inFlight }: ContentPush,
  blob: PlannedBlob,
  streams: LimitFunction,
  signal: AbortSignal,
  report: (event: PushEvent) => void,
): Promise<void> {
  const { action, digest, size } = blob;
  if (action.kind === "exists" || action.kind === "skip") return;
  const source =
    action.kind === "mount" ? await inFlight.awaitCopy(action.from, digest, signal) : action.from;
  const from = stores.openRepository(source);
  const step = { id: contentStep(store, digest), phase: "content" } as const;
  report({ ...step, state: "running", bytes: 0 });
  const copy = async (upload?: UploadSession): Promise<void> => {
    let bytes = 0;
    const open = (until: AbortSignal, offset: number): Promise<BlobStream> =>
      from.openBlob(blob, until, offset);
    const count = (more: number): void => {
      bytes += more;
      report({ ...step, state: "running", bytes });
    };
    await store.pushBlob(blob, open, signal, count, upload);
    sums.copiedBytes += size;
  };
  const copyAtTurn = (upload?: UploadSession): Promise<void> =>
    streams(async () => {
      if (signal.aborted) await upload?.abandon();
      signal.throwIfAborted();
      await copy(upload);
    });
  if (action.kind === "copy") await copyAtTurn();
  else {
    const holder = stores.openRepository(action.from);
    if (await mountOrCopy(store, blob, holder, copyAtTurn, signal)) sums.mountedBlobs += 1;
  }
  report({ ...step, state: "done", bytes: size });
}

/**
 * A mount is a wish: a registry may refuse it, and if the blob is not there anyway, the bytes travel.
 * @returns whether it was mounted
 */
async function mountOrCopy(
  store: Store,
  blob: PlannedBlob,
  from: Store,
  copy: (upload?: UploadSession) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const mount = await store.mountBlob(blob, from, signal);
  if (mount.kind === "mounted") return true;
  let there = true;
  try {
    there = await store.hasBlob(blob, signal);
  } finally {
    // Also where that could not be told, nobody is going to use it.
    if (there) await mount.upload?.abandon();
  }
  if (!there) await copy(mount.upload);
  return false;
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
