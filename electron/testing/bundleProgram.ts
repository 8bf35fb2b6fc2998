import path from "node:path";
import { build } from "vite";

/**
 * Bundles a TypeScript program with all its modules, as the app is bundled: it starts in a fraction of the time that Node
 * takes to load each module and strip its types.
 *
 * @param entry the path of the program
 * @param folder the folder of the bundle, which is emptied first
 * @returns the path of the JavaScript file
 */
export async function bundleProgram(entry: string, folder: string): Promise<string> {
  const name = `${path.basename(entry, ".ts")}.mjs`;
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      // Node of the oldest supported Electron.
      target: "node20.18",
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: name } },
    },
  });
  return path.join(folder, name);
}
