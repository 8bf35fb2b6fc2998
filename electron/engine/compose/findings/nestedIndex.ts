import type { FindingFix, ResultRow } from "../../../../shared/preview.ts";
import { sourceText } from "../sourceText.ts";
import { withDigest } from "../source.ts";
import { type EntryFinder, entrySubject, type FindingContext, note } from "./finding.ts";

/** `nested_index`: an entry is an index. */
export const findNestedIndex: EntryFinder = (context) => (row) =>
  row.kind === "index"
    ? {
        ...note(
          "nested_index",
          "This entry is an index itself. containerd looks into it; Podman and Docker without the containerd image store do not, so they find none of its images.",
          entrySubject(row),
        ),
        fixes: flattenFix(context, row),
      }
    : undefined;

/** A source with the nested index, whose entries take its place. */
function flattenFix(
  { composition: { sources, combination } }: FindingContext,
  { descriptor: { digest } }: ResultRow,
): readonly FindingFix[] {
  const source = sources[combination.named.get(digest)?.[0] ?? -1];
  if (source === undefined) {
    return [];
  }
  const text = sourceText(withDigest(source.location, digest));
  return [{ kind: "flatten", sources: [{ text, replaces: digest }] }];
}
