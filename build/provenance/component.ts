import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ModuleOrigin, originOf } from "./bundledModule.ts";
import { statedLicenses } from "./statedLicense.ts";

/** What package.json says about a package, as far as it is used here. */
interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly type?: string; readonly url?: string };
}

/** A part of the app by others. */
export interface Component extends PackageFile {
  /** An SPDX license expression. */
  readonly license: string;
  /** The texts of the license and notice files. */
  readonly text: string;
}

const licenseFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Vite's license goes on with those of the packages inside vite, none of which gets into the app's bundles. */
const otherLicenses = "\n# Licenses of bundled dependencies\n";

/** Licenses, by their SPDX ids, that allow to ship the code with the app under the Apache license. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Python-2.0",
  "Unlicense",
]);

/** The ids in a license expression that are not allowed. Of a choice, all have to be. */
function refusedLicenses(expression: string): readonly string[] {
  const ids = expression.split(/[()\s]+/).filter((word) => !/^(?:AND|OR|)$/.test(word));
  return ids.filter((id) => !allowed.has(id));
}

/**
 * Read the packages whose code is in bundles.
 * @param moduleIds of all modules in all bundles
 * @returns each package once, by name and version
 * @throws Error if a package states no license or one that is not allowed, or contains no license text
 */
export function readComponents(moduleIds: Iterable<string>, top: string): readonly Component[] {
  const components = new Map<string, Component>();
  for (const id of moduleIds) {
    const origin = originOf(id, top);
    const key = origin.kind === "app" ? "" : `${origin.folder} ${origin.kind}`;
    if (origin.kind !== "app" && !components.has(key)) {
      components.set(key, readComponent(origin));
    }
  }
  const byName = new Map(
    [...components.values()].map((component) => [
      `${component.name}@${component.version}`,
      component,
    ]),
  );
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}

function readComponent(origin: Exclude<ModuleOrigin, { readonly kind: "app" }>): Component {
  if (origin.kind === "embedded") {
    const { name, version, license, folder } = origin;
    return { name, version, license, text: readText(folder) };
  }
  const file = readFileSync(join(origin.folder, "package.json"), "utf8");
  const { name, version, license, description, homepage, repository } = JSON.parse(
    file,
  ) as PackageFile;
  if (typeof license !== "string" || license === "") {
    throw new Error(`${name} ${version} is bundled, but its package.json states no license.`);
  }
  const refused = refusedLicenses(license);
  if (refused.length > 0) {
    throw new Error(
      `${name} ${version} is bundled, but build/provenance/component.ts does not allow ${refused.join(", ")}.`,
    );
  }
  return {
    name,
    version,
    license,
    ...(description === undefined ? {} : { description }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
    text: readText(origin.folder),
  };
}

/** The license and notice files of a package, in the order of their names. */
function readText(folder: string): string {
  const names = readdirSync(folder).filter((name) => licenseFile.test(name));
  const stated = statedLicenses[basename(folder)];
  if (names.length === 0 && stated !== undefined) {
    return stated;
  }
  if (names.length === 0) {
    throw new Error(`${basename(folder)} is bundled, but contains no license file.`);
  }
  return names
    .toSorted()
    .map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n"))
    .map((text) => (text.split(otherLicenses, 1)[0] ?? text).trim())
    .join("\n\n");
}
