import type { EntryPair } from "../../../shared/comparison.ts";
import { entryLabel } from "../../image/entryLabel.ts";

/** The label of a pair: the platform of the second entry, or else of the first. */
export function pairLabel({ before, after }: EntryPair): string {
  const row = after ?? before;
  return row === undefined ? "" : entryLabel(row);
}
