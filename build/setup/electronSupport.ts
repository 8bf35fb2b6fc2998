import { officialSupport } from "./officialRuntime.ts";

/** Electron fixes the newest three major versions (electron/docs/tutorial/electron-timelines.md). */
const supportedMajors = 3;

/**
 * The newest stable version in the npm registry.
 * @param distTags what `npm view electron dist-tags --json` prints
 * @throws Error if it is something else
 */
export function newestElectron(distTags: string): string {
  const latest = readTags(distTags)?.["latest"];
  if (typeof latest !== "string" || !/^\d+\.\d+\.\d+$/.test(latest)) {
    throw new Error(`npm names no newest Electron: ${distTags.trim().slice(0, 500)}`);
  }
  return latest;
}

/**
 * The newest version of a major version, if it is newer than the one in package.json. A supported major version gets security
 * fixes in its newest version alone.
 * @param distTags what `npm view electron dist-tags --json` prints: Electron tags the newest 45 as `45-x-y`
 */
export function newerInMajor(distTags: string, pinned: string): string | undefined {
  const newest = readTags(distTags)?.[`${Number.parseInt(pinned)}-x-y`];
  if (typeof newest !== "string" || !/^\d+\.\d+\.\d+$/.test(newest)) {
    return undefined;
  }
  return newest.localeCompare(pinned, "en", { numeric: true }) > 0 ? newest : undefined;
}

function readTags(distTags: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(distTags) as Readonly<Record<string, unknown>> | null;
  } catch {
    return null;
  }
}

/**
 * Say why an Electron gets no security fixes, and what to do; undefined if it gets them.
 * @param pinned the version in package.json
 * @param newest the newest stable version
 */
export function whyUnsupported(pinned: string, newest: string, now: Date): string | undefined {
  const [major = 0, newestMajor = 0] = [pinned, newest].map((version) => Number.parseInt(version));
  const next = `Update electron in package.json to ${newest} and build/setup/officialRuntime.ts.`;
  if (major <= newestMajor - supportedMajors) {
    return (
      `Electron ${major} is past its end of life: ${newest} is the newest, and the newest ` +
      `${supportedMajors} major versions get security fixes. ${next}`
    );
  }
  if (major === officialSupport.major && now >= new Date(officialSupport.ends)) {
    return `The support of Electron ${major} was to end on ${officialSupport.ends}. ${next}`;
  }
  return undefined;
}
