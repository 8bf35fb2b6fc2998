import type { SourceChecks } from "../../../../shared/preview.ts";
import type { EngineContext } from "../../context.ts";
import { remoteLosses } from "../losses/remoteLosses.ts";
import type { ComputedPreview } from "../preview.ts";
import type { EntryFactsCache } from "./entryFacts.ts";
import type { EntryPresence } from "./entryPresence.ts";
import { findFindings } from "./findFindings.ts";
import { findMissingContent } from "./missingContent.ts";
import { knownFacts, readEntryFacts, unreadEntries } from "./readEntryFacts.ts";
import { findOtherAttestations } from "./repeatedAttestation.ts";
import { findUnreadConfigs } from "./unreadConfigs.ts";

/** Images whose configs are read without being asked for: each takes two requests, one of which Docker Hub counts. */
export const maxUnaskedConfigs = 20;

interface CheckOptions {
  readonly context: EngineContext;
  readonly facts: EntryFactsCache;
  readonly presence: EntryPresence;
  /** Given to read all configs, and again those that could not be read. Called with the number of those read. */
  readonly onRead?: (done: number, total: number) => void;
}

/** Finds the losses and findings of a preview that only the stores of its sources know. */
export async function checkSources(
  { draft, composition, preview }: ComputedPreview,
  { context, facts, presence, onRead }: CheckOptions,
  signal: AbortSignal,
): Promise<SourceChecks> {
  if (!composition || preview.result.kind !== "ready") {
    return { losses: [], findings: [] };
  }
  const { rows } = preview.result.content;
  const { host, referrers } = context;
  const isRetry = onRead !== undefined;
  const unread = unreadEntries(composition, knownFacts(composition, facts), { isRetry });
  const toRead = isRetry || unread.length <= maxUnaskedConfigs ? unread : [];
  const [missing, losses] = await Promise.all([
    findMissingContent({ draft, composition, presence }, signal),
    remoteLosses({ draft, composition, referrers }, signal),
    readEntryFacts(
      toRead,
      { cache: facts, isRetry, onRead: (done) => onRead?.(done, toRead.length) },
      signal,
    ),
  ]);
  const factsOf = knownFacts(composition, facts);
  const findings = [
    ...missing,
    ...findOtherAttestations({ composition, rows, referrers }),
    ...findUnreadConfigs(composition, factsOf),
  ];
  // A preview is ready only if no source is missing.
  const found = { draft, composition, rows, host, isComplete: true, factsOf };
  return { losses, findings, previewFindings: findFindings(found) };
}
