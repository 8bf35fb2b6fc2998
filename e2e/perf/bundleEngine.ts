import path from "node:path";
import { build } from "vite";

/** Bundles the engine as in the app, so that loading TypeScript is not measured. @returns the file */
export async function bundleEngine(): Promise<string> {
  const outDir = path.resolve(import.meta.dirname, "../../out/bench");
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: path.resolve(import.meta.dirname, "engineProcess.ts"),
      target: "node20.18",
      outDir,
      emptyOutDir: true,
    },
  });
  return path.join(outDir, "engineProcess.js");
}
