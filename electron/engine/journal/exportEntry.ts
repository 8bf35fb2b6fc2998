import { buildxCommandOfPlan } from "../scripts/buildxCommand.ts";
import type { Content } from "../oci/content.ts";
import type { RecordedAttempt } from "./entrySummary.ts";
import type { StoredEntry } from "./readEntry.ts";

/** An entry as a file of its own. */
export interface ExportedEntry {
  /** `manifestry-2026-01-31-5d41402abc4b.json` */
  readonly name: string;
  /** JSON in UTF-8. */
  readonly bytes: Uint8Array;
}

/** Returns one document about a push, for a change ticket: the plan, the outcome and the previous content of tags. */
export function exportEntry(
  { plan, previous, related, summary }: StoredEntry,
  { attempt, kind }: RecordedAttempt,
): ExportedEntry {
  const exported = new Set<string>();
  // The bytes of a digest stand where it is named first: a thousand tags may share one manifest.
  const describeContent = ({ mediaType, digest, bytes }: Content) => {
    const isFirst = !exported.has(digest);
    exported.add(digest);
    return {
      mediaType,
      digest,
      size: bytes.byteLength,
      data: isFirst ? Buffer.from(bytes).toString("base64") : undefined,
    };
  };
  const document = {
    version: 2,
    id: attempt.id,
    kind,
    plannedAt: plan.madeAt,
    startedAt: attempt.startedAt,
    origin: attempt.origin,
    state: attempt.state,
    root: plan.kind === "delete" ? undefined : plan.root,
    // Computed from the plan's bytes: earlier versions recorded commands that cannot always be run.
    command: plan.kind === "delete" ? undefined : buildxCommandOfPlan(plan) || undefined,
    ...(plan.kind === "delete" ? { repository: plan.repository, deletedBy: plan.by } : {}),
    tags: [...summary.tags].map(([name, { move, state, sentAt, settledAt, now }]) => {
      const content = previous.get(name);
      return {
        name,
        before: move.before,
        after: move.after,
        state,
        sentAt,
        settledAt,
        now,
        previous: content && describeContent(content),
      };
    }),
    related: related.size === 0 ? undefined : [...related.values()].map(describeContent),
    repositories: (plan.kind === "delete" ? [] : plan.repositories).map((part) => {
      const { repository, manifests, blobs } = part;
      const outcome = summary.ended?.repositories.find((one) => one.repository === repository);
      return {
        repository,
        content: outcome?.content,
        failure: outcome?.failure,
        manifests,
        blobs,
      };
    }),
    steps: attempt.steps,
    copiedBytes: summary.ended?.copiedBytes,
    mountedBlobs: summary.ended?.mountedBlobs,
  };
  const day = attempt.startedAt.slice(0, 10);
  const digest = (plan.kind === "delete" ? (plan.tags[0]?.before ?? "") : plan.root.digest)
    .replace(/^.*:/, "")
    .replaceAll(/[^\da-f]/g, "")
    .slice(0, 12);
  return {
    name: `manifestry-${day}-${digest}.json`,
    bytes: new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`),
  };
}
