import { useMemo } from "react";
import type { EntryRow } from "../../../shared/preview.ts";
import { type KnownImages, listKnownImages } from "./baseHint.ts";
import { useContents } from "./contentsStore.ts";

/** What was read, with the images beside those of an index. @param digest of the index */
export function useKnownImages(digest: string, rows: readonly EntryRow[]): KnownImages {
  const inspections = useContents((state) => state.inspections);
  const details = useContents((state) => state.details);
  return useMemo(() => {
    const own = new Set([digest, ...rows.map(({ descriptor }) => descriptor.digest)]);
    return { details, images: listKnownImages(inspections, own, details) };
  }, [inspections, details, digest, rows]);
}
