import type { DeletedTag } from "../../../shared/deletion.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { PushLog } from "../push/pushLog.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import type { ReadBackup } from "./readBackups.ts";

/** A manifest whose deletion is about to be requested. */
interface BackupToRecord {
  readonly digest: string;
  /** Its tags that go. */
  readonly tags: readonly DeletedTag[];
}

/** A running deletion. */
interface RunningDeletion {
  readonly store: Pick<RegistryStore, "fetchManifest">;
  readonly log: PushLog;
  /** By digest. */
  readonly backups: ReadonlyMap<string, ReadBackup>;
  readonly signal: AbortSignal;
}

/**
 * Writes to the log what a restore of tags needs; nothing if the review said that they cannot be restored, and the
 * manifest still cannot be read.
 * @returns the manifest if it is in the log
 * @throws EngineError if the manifest can no longer be read, or the log cannot be written
 */
export async function recordBackup(
  { digest, tags }: BackupToRecord,
  { store, log, backups, signal }: RunningDeletion,
): Promise<Content | undefined> {
  const backup = backups.get(digest);
  const content = await store.fetchManifest({ digest }, signal).catch((error: unknown) => {
    if (backup?.state.kind === "none" && error instanceof EngineError) {
      return undefined;
    }
    throw error;
  });
  if (content === undefined) {
    return undefined;
  }
  for (const related of backup?.related ?? []) {
    await log.recordRelated(related);
  }
  for (const { name } of tags) {
    await log.recordPrevious(name, content);
  }
  return content;
}
