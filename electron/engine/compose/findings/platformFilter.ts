import type { Finding } from "../../../../shared/preview.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { createPlatformMatcher } from "../../oci/matchPlatform.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { entriesOf, type FindingContext, note, warning } from "./finding.ts";

/**
 * `platform_matches_nothing`: no entry matches a platform of the filter. `platform_completed`: an operating system or
 * architecture alone was completed with those of this machine, as buildx does.
 */
export function findPlatformFilterProblems(context: FindingContext): readonly Finding[] {
  const { draft, host } = context;
  if (draft.platforms.length === 0) {
    return [];
  }
  const platforms = draft.platforms.map((text) => parsePlatform(text.trim(), host));
  const matcher = createPlatformMatcher(platforms, host);
  const matched = new Set(
    entriesOf(context).flatMap(({ platform }) => (platform ? matcher(platform) : [])),
  );
  return draft.platforms.flatMap((text, position) => {
    const subject = { kind: "platform", platform: text } as const;
    const platform = platforms[position];
    const isCompleted = platform !== undefined && !text.includes("/");
    return [
      ...(matched.has(position)
        ? []
        : [warning("platform_matches_nothing", `No entry matches ${text}.`, subject)]),
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
