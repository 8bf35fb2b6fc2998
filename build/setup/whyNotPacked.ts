import { officialSupport } from "./officialRuntime.ts";

/**
 * Why an Electron must not be given to people, with what to do instead; undefined where it may.
 * @param found the version at hand, such as `33.3.0`
 * @param wanted the version that package.json asks for
 */
export function whyNotPacked(found: string, wanted: string, now: Date): string | undefined {
  if (found !== wanted) {
    return (
      `the Electron at hand is ${found}, package.json asks for ${wanted}. A fallback has known security ` +
      "holes. Run this where the release host can be reached, with MANIFESTRY_RUNTIME=official, or give " +
      `the folder of ${wanted} in ELECTRON_OVERRIDE_DIST_PATH.`
    );
  }
  if (
    Number(found.split(".")[0]) !== officialSupport.major ||
    now >= new Date(officialSupport.ends)
  ) {
    return (
      `Electron ${found} is not known to get security fixes: those of ${officialSupport.major} end on ` +
      `${officialSupport.ends}. Move package.json and build/setup/officialRuntime.ts to a newer one.`
    );
  }
  return undefined;
}
