import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareArchives, unlistedPackages } from "../provenance/compareArchives.ts";
import { packCopy } from "../provenance/packCopy.ts";
import { sha256Of } from "../provenance/checksums.ts";

/**
 * Package the app twice, in folders of other names and lengths, with other file times, time zone and language, and
 * compare the archives of the app.
 */
export async function run(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "manifestry-"));
  try {
    const first = await packCopy({
      folder: join(folder, "first"),
      modified: new Date("2020-02-02T02:02:02Z"),
      env: { TZ: "Pacific/Kiritimati", LC_ALL: "C" },
    });
    const second = await packCopy({
      folder: join(folder, "the second one", "deeper"),
      modified: new Date("2030-03-03T03:03:03Z"),
      env: { TZ: "America/Los_Angeles", LC_ALL: "tr_TR.UTF-8" },
    });
    const problems = [
      ...compareArchives(first, second),
      ...unlistedPackages(first).map((name) => `${name} is in no list of components`),
    ];
    if (problems.length === 0) {
      console.log(`Two builds gave the same app.asar: SHA-256 ${await sha256Of(first)}`);
      return 0;
    }
    console.error(["The two builds of app.asar are not as expected:", ...problems].join("\n  "));
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
