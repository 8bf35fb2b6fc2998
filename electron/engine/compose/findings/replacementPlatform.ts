import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { platformKey } from "../../oci/normalizePlatform.ts";
import { listedEntries } from "../mergeEntries.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `replacement_platform`: a source replaces an entry whose platform the result has no longer. */
export function findLostReplacedPlatforms({
  draft,
  composition: { sources, combination, request },
  rows,
}: FindingContext): readonly Finding[] {
  const shown = new Set(rows.map((row) => row.platformKey));
  return draft.sources.flatMap(({ id, replaces }, position): readonly Finding[] => {
    if (replaces === undefined || !combination.replaced.has(replaces)) {
      return [];
    }
    const replaced = sources
      .flatMap((source, at) =>
        at === position ? [] : listedEntries(source, request.keepOsVersion),
      )
      .find(({ digest }) => digest === replaces)?.platform;
    const mine = new Set(
      (sources[position] ? listedEntries(sources[position], request.keepOsVersion) : []).map(
        ({ digest }) => digest,
      ),
    );
    if (replaced === undefined || shown.has(platformKey(replaced))) {
      return [];
    }
    const names = rows.flatMap(({ descriptor, platform }) =>
      mine.has(descriptor.digest) && platform !== undefined ? [platform] : [],
    );
    const name = formatPlatformAll(replaced);
    const message = `This source replaces ${name}, but is ${names.join(", ") || "of no platform"}: the result has no ${name}, so its clients find no image.`;
    return [
      {
        ...warning("replacement_platform", message, { kind: "source", id }),
        fixes: [{ kind: "stopReplacing", ids: [id] }],
      },
    ];
  });
}
