import type { Draft } from "../../../../shared/draft.ts";
import type { Finding, FindingFix, ResultRow } from "../../../../shared/preview.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import type { Host } from "../../oci/host.ts";
import { createPlatformMatcher } from "../../oci/matchPlatform.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { note, warning } from "./finding.ts";
import { nearestPlatforms } from "./nearestPlatforms.ts";

/** The filter, and what it is applied to. */
interface FilterContext {
  readonly draft: Draft;
  /** With the filtered ones. */
  readonly rows: readonly ResultRow[];
  readonly host: Host;
}

/**
 * `platform_matches_nothing`: no entry matches a platform of the filter. `platform_completed`: an operating system or
 * architecture alone was completed with those of this machine, as buildx does.
 *
 * @throws EngineError `platform_invalid`
 */
export function findPlatformFilterProblems({
  draft,
  rows,
  host,
}: FilterContext): readonly Finding[] {
  if (draft.platforms.length === 0) {
    return [];
  }
  const platforms = draft.platforms.map((text) => parsePlatform(text.trim(), host));
  const matcher = createPlatformMatcher(platforms, host);
  const candidates = rows.flatMap(({ kind, descriptor: { platform } }) =>
    platform && kind !== "attestation" ? [platform] : [],
  );
  const matched = new Set(candidates.flatMap((platform) => matcher(platform)));
  return draft.platforms.flatMap((text, position) => {
    const subject = { kind: "platform", platform: text } as const;
    const platform = platforms[position];
    const isCompleted = platform !== undefined && !text.includes("/");
    return [
      ...(platform === undefined || matched.has(position)
        ? []
        : [
            {
              ...warning("platform_matches_nothing", `No entry matches ${text}.`, subject),
              fixes: filterFixes(draft, { text, platform, candidates }),
            },
          ]),
      ...(isCompleted
        ? [
            note(
              "platform_completed",
              `${text} is read as ${formatPlatformAll(platform)}.`,
              subject,
            ),
          ]
        : []),
    ];
  });
}

interface Unmatched {
  readonly text: string;
  readonly platform: Platform;
  readonly candidates: readonly Platform[];
}

/** Similar platforms that the filter does not have, or to remove the platform. */
function filterFixes(
  { platforms }: Draft,
  { text, platform, candidates }: Unmatched,
): readonly FindingFix[] {
  const similar = nearestPlatforms(platform, candidates).filter(
    (name) => !platforms.includes(name),
  );
  return [
    ...similar.map((by) => ({ kind: "filterPlatform", platform: text, by }) as const),
    { kind: "filterPlatform", platform: text },
  ];
}
