import path from "node:path";
import { build } from "vite";

/** Bundle our side as the app is bundled, so that neither reading sources nor stripping types is measured. Returns the file. */
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
