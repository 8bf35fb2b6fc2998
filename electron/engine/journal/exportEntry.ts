import type { JournalEntry } from "../../../shared/journal.ts";
import { buildxCommandOfPlan } from "../scripts/buildxCommandOfPlan.ts";
import type { StoredEntry } from "./readEntry.ts";

/** A journal's entry as a file of its own. */
export interface ExportedEntry {
  /** `manifestry-2026-01-31-5d41402abc4b.json` */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One document that tells of a push, for a change ticket: what was planned, what became of it, what was there before. */
export function exportEntry(
  { plan, previous, summary }: StoredEntry,
  entry: JournalEntry,
): ExportedEntry {
  const told = {
    version: 2,
    id: entry.id,
    kind: entry.kind,
    plannedAt: plan.madeAt,
    startedAt: entry.startedAt,
    state: entry.state,
    root: plan.root,
    // From the plan's bytes: older entries have a command here that cannot always be run.
    command: buildxCommandOfPlan(plan) || undefined,
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
        previous: content && {
          mediaType: content.mediaType,
          digest: content.digest,
          size: content.bytes.byteLength,
          data: Buffer.from(content.bytes).toString("base64"),
        },
      };
    }),
    repositories: plan.repositories.map(({ repository, manifests, blobs }) => {
      const outcome = summary.ended?.repositories.find((one) => one.repository === repository);
      return {
        repository,
        content: outcome?.content,
        failure: outcome?.failure,
        manifests,
        blobs,
      };
    }),
    steps: entry.steps,
    copiedBytes: summary.ended?.copiedBytes,
    mountedBlobs: summary.ended?.mountedBlobs,
  };
  const day = entry.startedAt.slice(0, 10);
  const digest = plan.root.digest
    .replace(/^.*:/, "")
    .replaceAll(/[^\da-f]/g, "")
    .slice(0, 12);
  return {
    name: `manifestry-${day}-${digest}.json`,
    bytes: new TextEncoder().encode(`${JSON.stringify(told, null, 2)}\n`),
  };
}
