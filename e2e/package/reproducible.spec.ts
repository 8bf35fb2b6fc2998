import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { compareArchives, unlistedPackages } from "../../build/provenance/compareArchives.ts";
import { packCopy } from "../../build/provenance/packCopy.ts";
import { released } from "./packages.ts";

test("a second build, in another folder, time zone and language, gives the same app.asar", async () => {
  test.setTimeout(10 * 60_000);
  const archive = join(released, "resources/app.asar");
  const folder = mkdtempSync(join(tmpdir(), "manifestry-"));
  try {
    const second = await packCopy({
      folder: join(folder, "the second one", "deeper"),
      modified: new Date("2030-03-03T03:03:03Z"),
      env: { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" },
    });
    expect(compareArchives(archive, second)).toEqual([]);
    expect(unlistedPackages(archive)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
