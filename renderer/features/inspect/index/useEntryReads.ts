import { useEffect } from "react";
import type { EntryRow } from "../../../../shared/preview.ts";
import { useContents } from "../contentsStore.ts";
import { listedRow } from "../listedEntry.ts";

/** Reads an entry and its attestations while they are shown. @param isOn off where reading costs pulls */
export function useEntryReads(repository: string, row: EntryRow, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) {
      return;
    }
    const entries = listedRow(repository, row);
    useContents.getState().readEntries(entries);
    return () => useContents.getState().skipEntries(entries);
  }, [repository, row, isOn]);
}

/** Reads what refers to a digest while its row is shown. @param isOn off where reading costs pulls */
export function useReferrerReads(repository: string, digest: string, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) {
      return;
    }
    const { wantReferrers, dropReferrers } = useContents.getState();
    wantReferrers(repository, digest);
    return () => dropReferrers(repository, digest);
  }, [repository, digest, isOn]);
}
