import { readFileSync } from "node:fs";
import { listPackage, statFile } from "@electron/asar";

/**
 * Find out how two ASAR archives differ.
 * @param first, second their paths
 * @returns one line a difference; empty if all bytes are the same
 */
export function compareArchives(first: string, second: string): readonly string[] {
  if (readFileSync(first).equals(readFileSync(second))) {
    return [];
  }
  const before = entriesOf(first);
  const after = entriesOf(second);
  const names = new Set([...before.keys(), ...after.keys()]);
  const differing = [...names]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name} ${describe(before.get(name), after.get(name))}`);
  return differing.length > 0 ? differing : ["The order of the files differs."];
}

/** The packages that an archive contains beside the bundles; the lists of components do not name them. */
export function unlistedPackages(archive: string): readonly string[] {
  return listPackage(archive, { isPack: false }).filter((name) =>
    /[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^@\\/]+$/.test(name),
  );
}

function describe(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined) {
    return before === undefined ? "is only in the second" : "is only in the first";
  }
  return "differs";
}

/** What the archive's header says about each file and folder: size, place, digest, whether it can be run. */
function entriesOf(archive: string): ReadonlyMap<string, string> {
  return new Map(
    listPackage(archive, { isPack: false }).map((name) => {
      const entry = statFile(archive, name.slice(1), false);
      return [name, "files" in entry ? "" : JSON.stringify(entry)];
    }),
  );
}
