import { readFileSync } from "node:fs";
import { join } from "node:path";
import packageFile from "../../package.json" with { type: "json" };
import { whyNotReleased } from "../provenance/checkTag.ts";
import { top } from "../top.ts";

/** Check that a tag, or the one that a workflow runs for, may be released. */
export function run([given]: readonly string[]): number {
  const tag = given ?? process.env.GITHUB_REF_NAME ?? "";
  const changelog = readFileSync(join(top, "CHANGELOG.md"), "utf8");
  const reason = whyNotReleased(tag, packageFile.version, changelog);
  if (reason !== undefined) {
    console.error(reason);
    return 1;
  }
  console.log(`${tag} is the version in package.json, and CHANGELOG.md has a section about it.`);
  return 0;
}
