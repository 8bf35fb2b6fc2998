/**
 * Say why a tag must not be released; undefined if it may.
 * @param tag its name: `v0.2.0`
 * @param version in package.json
 * @param changelog the text of CHANGELOG.md
 */
export function whyNotReleased(
  tag: string,
  version: string,
  changelog: string,
): string | undefined {
  if (tag !== `v${version}`) {
    return `The tag ${JSON.stringify(tag)} is not that of package.json: v${version}.`;
  }
  const headings = changelog.split("\n").filter((line) => line.startsWith("## "));
  if (!headings.some((line) => line.replace(/[[\]]/g, "").split(" ")[1] === version)) {
    return `CHANGELOG.md has no section about ${version}.`;
  }
  return undefined;
}
