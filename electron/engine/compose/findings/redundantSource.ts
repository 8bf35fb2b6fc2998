import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { platformKey } from "../../oci/normalizePlatform.ts";
import { listedEntries } from "../mergeEntries.ts";
import { sourceText } from "../sourceText.ts";
import { type FindingContext, note, warning } from "./finding.ts";

/**
 * `redundant_source`: sources before it list everything that a source lists. A warning if both are single images: two
 * tags that should be different images are the same.
 */
export function findRedundantSources({ draft, composition }: FindingContext): readonly Finding[] {
  const { sources, request } = composition;
  /** For each digest, the first entry and the position of its source. */
  const first = new Map<string, { readonly entry: Descriptor; readonly at: number }>();
  return sources.flatMap((source, position): readonly Finding[] => {
    const entries = listedEntries(source, request.keepOsVersion);
    const before = entries.map((entry) => {
      const listed = first.get(entry.digest);
      if (listed === undefined) {
        first.set(entry.digest, { entry, at: position });
      }
      return listed?.at === position ? undefined : listed;
    });
    const id = draft.sources[position]?.id;
    const [other] = before;
    const addsNothing = entries.every((entry, at) => {
      const listed = before[at]?.entry;
      return listed !== undefined && changesNothing(listed, entry);
    });
    if (id === undefined || other === undefined || !addsNothing) {
      return [];
    }
    const isSame = source.kind !== "index" && sources[other.at]?.kind !== "index";
    const location = sources[other.at]?.location;
    const name = location === undefined ? "" : sourceText(location);
    const message = isSame
      ? `This is the same image as ${name} before it, so the result lists it once. Were two different images meant?`
      : "Sources before this one list all of its entries, so it adds nothing.";
    const create = isSame ? warning : note;
    return [
      {
        ...create("redundant_source", message, { kind: "source", id }),
        fixes: [{ kind: "removeSources", ids: [id] }],
      },
    ];
  });
}

/** Whether merging a later entry into one of the same digest leaves it as it is. */
function changesNothing(listed: Descriptor, later: Descriptor): boolean {
  const hasPlatform =
    later.platform === undefined ||
    (listed.platform !== undefined && platformKey(listed.platform) === platformKey(later.platform));
  const annotations = Object.entries(later.annotations ?? {});
  return hasPlatform && annotations.every(([key, value]) => listed.annotations?.[key] === value);
}
