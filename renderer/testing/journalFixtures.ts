import type { JournalAttempt, JournalEntry, JournalTag } from "../../shared/journal.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { digestOf, makeMove } from "./fixtures.ts";

/** A tag in the journal that existed before and was moved. */
export function makeJournalTag(change: Partial<JournalTag> = {}): JournalTag {
  return {
    move: makeMove(),
    attemptId: "journal-1",
    state: "moved",
    previous: { mediaType: mediaTypes.ociIndex, digest: digestOf("ab"), size: 1500 },
    ...change,
  };
}

/** A successful attempt. */
export function makeAttempt(change: Partial<JournalAttempt> = {}): JournalAttempt {
  return {
    id: "journal-1",
    startedAt: "2026-01-31T12:00:00Z",
    state: { kind: "done", endedAt: "2026-01-31T12:00:09Z" },
    origin: { appVersion: "0.1.0", user: "alice", machine: "build-7" },
    steps: { done: 5, planned: 5 },
    transfer: { bytes: 41_251_402, mountedBlobs: 1 },
    movedTags: 1,
    ...change,
  };
}

/** A push in the journal with one attempt, which succeeded unless `change` says otherwise. */
export function makeEntry(change: Partial<JournalEntry> = {}): JournalEntry {
  const { startedAt, state, steps } = makeAttempt();
  const entry = {
    id: "journal-1",
    kind: "compose" as const,
    startedAt,
    state,
    steps,
    root: { mediaType: mediaTypes.ociIndex, digest: digestOf("c8"), size: 1893 },
    repositories: ["ghcr.io/acme/app"],
    tags: [makeJournalTag()],
    isIncomplete: false,
    ...change,
  };
  const { id } = entry;
  const attempt = makeAttempt({
    id,
    startedAt: entry.startedAt,
    state: entry.state,
    steps: entry.steps,
  });
  return { attempts: [attempt], ...entry };
}
