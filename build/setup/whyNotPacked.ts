import { officialSupport } from "./officialRuntime.ts";

/**
 * Say why an Electron must not be shipped, and what to do instead; undefined if it may.
 * @param found the installed version, such as `33.3.0`
 * @param wanted the version in package.json
 */
export function whyNotPacked(found: string, wanted: string, now: Date): string | undefined {
  if (found !== wanted) {
    return (
      `Electron ${found} is installed, package.json asks for ${wanted}. A fallback has known security ` +
      "holes. Run this where the release host is reachable, with MANIFESTRY_RUNTIME=official, or set " +
      `ELECTRON_OVERRIDE_DIST_PATH to the folder of ${wanted}.`
    );
  }
  if (
    Number(found.split(".")[0]) !== officialSupport.major ||
    now >= new Date(officialSupport.ends)
  ) {
    return (
      `Electron ${found} may get no security fixes: those of ${officialSupport.major} end on ` +
      `${officialSupport.ends}. Update package.json and build/setup/officialRuntime.ts.`
    );
  }
  return undefined;
}
