import type { PlatformEdit } from "../../../../shared/draft.ts";
import type { ConfigFacts } from "../../oci/decode.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { buildPlatform, emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";

/**
 * Returns the edit that gives an entry the platform of its config, normalized. A config for arm without a variant does
 * not say which one, so the hint of its build is used, if any.
 *
 * @returns undefined if the config has no platform
 */
export function configPlatformEdit({ platform, armHint }: ConfigFacts): PlatformEdit | undefined {
  const { os, architecture, variant, ...more } = normalizePlatform(platform, emptyHost);
  if (os === "" || architecture === "" || os === "unknown" || architecture === "unknown") {
    return undefined;
  }
  const isGuess = architecture === "arm" && !platform.variant && platform.architecture === "arm";
  const version = more["os.version"];
  return {
    os,
    architecture,
    variant: (isGuess ? armHint : variant) ?? "",
    ...(version === undefined ? {} : { "os.version": version }),
  };
}

/** Names the platform of such an edit: `linux/arm/v7`, `windows(10.0.20348.2700)/amd64`. */
export function editName({
  os = "",
  architecture = "",
  variant = "",
  "os.version": version = "",
}: PlatformEdit): string {
  return formatPlatformAll(buildPlatform({ os, architecture, variant, version, features: [] }));
}
