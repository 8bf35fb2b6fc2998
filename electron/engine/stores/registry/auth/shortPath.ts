import path from "node:path";

/** A path as it is shown: the home folder as `~`. */
export function shortPath(file: string, home: string): string {
  const inside = path.relative(home, file);
  const outside = inside === "" || inside.startsWith("..") || path.isAbsolute(inside);
  return home === "" || outside ? file : path.join("~", inside);
}
