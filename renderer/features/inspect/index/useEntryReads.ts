import { useEffect } from "react";
import type { EntryRow } from "../../../../shared/preview.ts";
import { useContents } from "../contentsStore.ts";
import { listedRow } from "../listedEntry.ts";

/** Reads an entry and its attestations while they are shown. */
export function useEntryReads(repository: string, row: EntryRow): void {
  useEffect(() => {
    const entries = listedRow(repository, row);
    useContents.getState().readEntries(entries);
    return () => useContents.getState().skipEntries(entries);
  }, [repository, row]);
}
