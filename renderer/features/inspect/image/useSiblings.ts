import { useEffect, useMemo } from "react";
import type { EntryRow } from "../../../../shared/preview.ts";
import { useContents } from "../contentsStore.ts";
import { listedEntry } from "../listedEntry.ts";
import { findLayerUse, type LayerUse } from "../sharedLayers.ts";
import type { Trail } from "../visit.ts";

/** Indexes with more entries are not read only to tell which layers are shared. */
const maxSiblings = 64;
const noRows: readonly EntryRow[] = [];

/** The entries of the index that an image was opened from; none if it was opened by itself. */
export function useSiblingRows(trail: Trail): readonly EntryRow[] {
  const parent = trail.at(-2)?.text ?? "";
  const known = useContents((state) => state.inspections[parent]);
  return known?.kind === "read" && known.value.content.kind === "index"
    ? known.value.content.rows
    : noRows;
}

/** Whether the index that an image was opened from is read without being asked for: where that costs no pulls. */
function useIsFree(trail: Trail): boolean {
  const parent = trail.at(-2)?.text ?? "";
  return useContents((state) => {
    const known = state.inspections[parent];
    return known?.kind === "read" && known.value.isMetered !== true;
  });
}

/** The images of the index that have each layer. */
export function useLayerUse(repository: string, trail: Trail): LayerUse {
  const rows = useSiblingRows(trail);
  const isFree = useIsFree(trail);
  const details = useContents((state) => state.details);
  useEffect(() => {
    if (isFree && rows.length <= maxSiblings) {
      const { readEntries } = useContents.getState();
      readEntries(rows.map(({ descriptor }) => listedEntry(repository, descriptor)));
    }
  }, [rows, repository, isFree]);
  return useMemo(() => findLayerUse(repository, rows, details), [repository, rows, details]);
}
