import { countOf } from "../../../../ui/format.ts";
import type { PasteResult } from "./pasteResult.ts";

/** What a pasted text gives, in words: `2 sources, 1 target`; empty where it gives nothing. */
export function describePaste({ sources, targets, annotations, platforms }: PasteResult): string {
  return [
    sources.length > 0 ? countOf(sources.length, "source") : "",
    targets.length > 0 ? countOf(targets.length, "target") : "",
    annotations.length > 0 ? countOf(annotations.length, "annotation") : "",
    platforms.length > 0 ? countOf(platforms.length, "platform") : "",
  ]
    .filter(Boolean)
    .join(", ");
}
