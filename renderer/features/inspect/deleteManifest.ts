import { useDeleteTags } from "../tags/delete/deleteStore.ts";
import { reloadInspection } from "./reloadInspection.ts";

/** Opens the review of the deletion of a manifest, after which the shown content is read again. */
export function deleteManifest(repository: string, digest: string): void {
  useDeleteTags
    .getState()
    .open({ repository, tags: [], digests: [digest], by: "digest" }, reloadInspection);
}
