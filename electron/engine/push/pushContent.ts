import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { PlannedManifest, RepositoryPlan } from "../../../shared/plan.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import { isForeign, successors } from "../oci/successors.ts";
import { indexReferrers } from "./indexReferrers.ts";
import { pushBlob } from "./pushBlob.ts";
import type { RepositoryPush } from "./repositoryPush.ts";

/**
 * Pushes the content of one repository. Each manifest is pushed by digest, after the blobs and manifests that it points
 * to and after its subject, since a registry may reject a manifest with an unknown subject. So the root follows its
 * content, and the root's referrers follow the root.
 *
 * What a manifest waits for is read from its verified bytes. A digest depends on the digests in its content, so an
 * edited plan cannot cause a deadlock.
 *
 * @param onRoot called when everything below the root is pushed and the root is next
 */
export async function pushContent(
  push: RepositoryPush,
  { onRoot }: { readonly onRoot: () => void },
  signal: AbortSignal,
): Promise<void> {
  const { plan, store, inFlight } = push;
  const actions = plannedActions(plan);
  const referrers: string[] = [];
  const pieces = [
    ...plan.blobs,
    ...plan.manifests.filter(({ action }) => action.kind !== "exists"),
  ];
  // All pushes are in flight before the first manifest has been read and waits for its content.
  await allOrAbort(pieces, signal, (piece, until) => {
    const pushed =
      "role" in piece
        ? pushManifest(push, { planned: piece, actions, referrers, onRoot }, until)
        : pushBlob(push, piece, until);
    inFlight.add(store.repository, piece.digest, pushed);
    return pushed;
  });
  await indexReferrers(push, referrers, signal);
}

interface ManifestPush {
  readonly planned: PlannedManifest;
  /** The planned actions by digest. */
  readonly actions: ReadonlyMap<string, string>;
  /** Receives the digest of a manifest with a subject. */
  readonly referrers: string[];
  readonly onRoot: () => void;
}

async function pushManifest(
  { store, contents, inFlight, report }: RepositoryPush,
  { planned, actions, referrers, onRoot }: ManifestPush,
  signal: AbortSignal,
): Promise<void> {
  const { digest, role, size } = planned;
  const content = await contents.get(store.repository, digest, signal);
  const { blobs, children, subject } = successors(content);
  checkComplete(actions, digest, [...blobs, ...children]);
  const below = [...blobs, ...children].map((successor) => successor.digest);
  if (subject !== undefined) {
    below.push(subject);
    referrers.push(digest);
  }
  await Promise.all(below.flatMap((successor) => inFlight.get(store.repository, successor) ?? []));
  signal.throwIfAborted();
  if (role === "root") {
    onRoot();
  }
  const phase = role === "root" ? "root" : "content";
  const step = { id: contentStepId(store.repository, digest), phase } as const;
  report({ ...step, state: "running", bytes: 0 });
  // From the store's cache, which is bounded: thousands of manifests may wait for their content.
  await store.pushManifest(await contents.get(store.repository, digest, signal), signal);
  report({ ...step, state: "done", bytes: size });
}

function plannedActions({ blobs, manifests }: RepositoryPlan): ReadonlyMap<string, string> {
  return new Map([...blobs, ...manifests].map(({ digest, action }) => [digest, action.kind]));
}

/**
 * Checks that a plan, which may come from an edited file, has everything that a manifest points to. Layouts do not
 * check that themselves, so a tag could point to incomplete content.
 */
function checkComplete(
  actions: ReadonlyMap<string, string>,
  digest: string,
  required: readonly Descriptor[],
): void {
  const missing = required.find((descriptor) => {
    const action = actions.get(descriptor.digest);
    return action === undefined || (action === "skip" && !isForeign(descriptor));
  });
  if (!missing) {
    return;
  }
  throw new EngineError(
    "input_invalid",
    `The plan lacks ${missing.digest}, which ${digest} requires.`,
    { hint: "The plan file was edited or is damaged. Make a new plan." },
  );
}
