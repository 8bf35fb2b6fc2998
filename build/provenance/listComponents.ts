import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { findRuntime } from "../setup/runtime.ts";
import { type Component, readComponents } from "./component.ts";
import { componentFiles } from "./componentFiles.ts";
import { readRuntime } from "./electronRuntime.ts";
import { writeSbom } from "./sbom.ts";

/**
 * Make a plugin for each bundle that collects what is in it. After the last one, they write a software bill of
 * materials and the license texts of all.
 * @param bundles the names of all bundles
 * @param top the project's folder
 * @param write called with all bundled files after the last bundle
 */
export function listComponents<Name extends string>(
  bundles: readonly Name[],
  top: string,
  write = writeComponents,
): Readonly<Record<Name, Plugin>> {
  const modules = new Map<Name, readonly string[]>();
  const roots = new Map<Name, string>();
  const plugins = bundles.map((bundle): readonly [Name, Plugin] => [
    bundle,
    {
      name: "manifestry:components",
      apply: "build",
      configResolved({ root }) {
        roots.set(bundle, root);
      },
      transform: {
        order: "pre",
        filter: { id: /\.css(?:\?|$)/ },
        handler: refuseImports,
      },
      generateBundle(_options, output) {
        const files = Object.values(output).flatMap((file) =>
          file.type === "chunk"
            ? file.moduleIds
            : // Fonts and pictures, also those that only a stylesheet names.
              file.originalFileNames.map((name) => resolve(roots.get(bundle) ?? top, name)),
        );
        modules.set(bundle, files);
      },
      async closeBundle() {
        if (bundles.every((name) => modules.has(name))) {
          await write([...modules.values()].flat(), top);
        }
      },
    },
  ]);
  return Object.fromEntries(plugins) as Record<Name, Plugin>;
}

/**
 * Refuse a stylesheet that imports another package: such a file is no module, so it would be in no list.
 * @throws Error that names it
 */
function refuseImports(code: string, id: string): void {
  const name = /@import\s+(?:url\()?\s*["']?(?![./"'\s])([^"')\s;]+)/.exec(code)?.[1];
  if (name !== undefined) {
    throw new Error(`${id} imports ${name}: import it in a module, so that its license is listed.`);
  }
}

async function writeComponents(moduleIds: readonly string[], top: string): Promise<void> {
  const components = readComponents(moduleIds, top);
  const given = process.env.ELECTRON_EXEC_PATH;
  const runtime = await readRuntime(
    given === undefined || given === "" ? (await findRuntime()).executable : given,
  );
  const { name, version, license, description } = JSON.parse(
    readFileSync(join(top, "package.json"), "utf8"),
  ) as Required<Component>;
  const app = { name, version, license, description };
  rmSync(join(top, componentFiles.folder), { recursive: true, force: true });
  mkdirSync(join(top, componentFiles.folder), { recursive: true });
  writeFileSync(join(top, componentFiles.sbom), writeSbom({ app, components, runtime }));
  const electron = {
    name: "electron",
    version: runtime.electron,
    license: "MIT",
    text: runtime.text,
  };
  const shown = [electron, ...components].map((part) => ({
    name: part.name,
    version: part.version,
    license: part.license,
    text: part.text,
  }));
  writeFileSync(join(top, componentFiles.licenses), `${JSON.stringify(shown, undefined, 1)}\n`);
}
