import { dirname, join, resolve, sep } from "node:path";

/** Where the code of a bundled module comes from. */
export type ModuleOrigin =
  | { readonly kind: "app" }
  /** @see folder of the package, absolute */
  | { readonly kind: "package"; readonly folder: string }
  /** Code that a build tool holds for a package that is not installed. @see folder of the tool, with the license */
  | {
      readonly kind: "embedded";
      readonly name: string;
      readonly version: string;
      readonly license: string;
      readonly folder: string;
    };

/** Modules that the build tools add to bundles, and the package that each is part of. */
const helperModules: readonly (readonly [prefix: string, packageName: string])[] = [
  ["rolldown/", "rolldown"],
  ["vite/", "vite"],
];

/** The helpers of the compiler inside rolldown, such as `@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js`. */
const compilerHelper = /^@oxc-project\+runtime@([\d.]+)\//;

/**
 * Find out whose code a module is.
 * @param id of the module in rolldown: an absolute path, or a name behind a zero byte
 * @param top the project's folder
 * @throws Error if the module is neither the app's nor of a known package, so that no code is bundled unseen
 */
export function originOf(id: string, top: string): ModuleOrigin {
  const modules = join(top, "node_modules");
  if (id.startsWith("\0")) {
    const name = id.slice(1);
    const version = compilerHelper.exec(name)?.[1];
    if (version !== undefined) {
      const folder = join(modules, "rolldown");
      return { kind: "embedded", name: "@oxc-project/runtime", version, license: "MIT", folder };
    }
    const helper = helperModules.find(([prefix]) => name.startsWith(prefix));
    if (helper !== undefined) {
      return { kind: "package", folder: join(modules, helper[1]) };
    }
    // Vite's form of a module that another plugin changes, such as a stylesheet.
    return originOf(resolve(dirname(top), name), top);
  }
  const file = resolve(id.split("?", 1)[0] ?? id);
  const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0];
  if (folder !== undefined) {
    return { kind: "package", folder };
  }
  if (file.startsWith(top + sep)) {
    return { kind: "app" };
  }
  throw new Error(`The bundled module ${JSON.stringify(id)} belongs to no known package.`);
}
