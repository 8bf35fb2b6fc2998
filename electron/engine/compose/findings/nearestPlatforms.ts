import { editDistance } from "../../../../shared/editDistance.ts";
import { findUnusualNames } from "../../../../shared/oci/platformNames.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { formatPlatform } from "../../oci/formatPlatform.ts";
import { emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";

/** Platforms suggested in place of one. */
const maxSuggestions = 3;
/** The most letters in which a suggestion differs. */
const maxDistance = 2;

/**
 * Finds the platforms that are most likely meant by one that no entry has: the same but for the variant, the same with a
 * known name in place of an unknown one, or a few letters apart.
 * @returns their names, as entries have them
 */
export function nearestPlatforms(
  wanted: Platform,
  candidates: readonly Platform[],
): readonly string[] {
  const suggestions = findUnusualNames(wanted).map(({ suggestion }) => suggestion);
  const meant = normalizePlatform(Object.assign({ ...wanted }, ...suggestions), emptyHost);
  const text = formatPlatform(wanted);
  const isMeant = (candidate: Platform): boolean => {
    const { os, architecture } = normalizePlatform(candidate, emptyHost);
    return os === meant.os && architecture === meant.architecture;
  };
  const same = candidates.filter(isMeant);
  const equal = same.filter(
    (candidate) => normalizePlatform(candidate, emptyHost).variant === meant.variant,
  );
  const close = candidates.filter(
    (candidate) => editDistance(text, formatPlatform(candidate), maxDistance) <= maxDistance,
  );
  const nearest = [equal, same, close].find(({ length }) => length > 0) ?? [];
  return [...new Set(nearest.map(formatPlatform))].slice(0, maxSuggestions);
}
