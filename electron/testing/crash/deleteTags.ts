import type { Deletion, DeletionOutcome } from "../../../shared/deletion.ts";
import type { Engine } from "../../engine/engine.ts";
import { type PushPlaces, targetRepository, targetTags } from "./pushDraft.ts";

/** Reviews and deletes both tags of the target, as the window does. */
export async function deleteTags(
  engine: Engine,
  { target }: PushPlaces,
  by: Deletion["by"],
): Promise<DeletionOutcome> {
  const { signal } = new AbortController();
  const { id } = await engine.planDeletion(
    { repository: `${target}/${targetRepository}`, tags: targetTags, by },
    signal,
  );
  return await engine.delete(id, signal);
}
