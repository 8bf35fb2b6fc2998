import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { defines } from "./defines.ts";
import { englishOnly } from "./englishOnly.ts";
import { latin1Chunks } from "./latin1Chunks.ts";
import { listComponents } from "./provenance/listComponents.ts";
import { startChunk } from "./startChunk.ts";
import { withoutHttpLog } from "./withoutHttpLog.ts";

const top = resolve(import.meta.dirname, "..");

/** The app replaces this word in index.html by a new nonce at each load (electron/security/csp.ts has the same word). */
const noncePlaceholder = "manifestry-csp-nonce";

/** The oldest runtime the app runs on is Electron 33: Node 20, Chrome 130. */
const nodeTarget = "node20.18";
const chromeTarget = "chrome130";

/** Without spaces and comments V8 reads the files faster; names stay, for the traces in the log. */
const minify = { compress: true, mangle: false, codegen: true } as const;

const components = listComponents(["main", "preload", "renderer"], top);

export default defineConfig({
  main: {
    root: top,
    plugins: [latin1Chunks(), withoutHttpLog(), components.main],
    define: defines(process.env),
    build: {
      target: nodeTarget,
      outDir: resolve(top, "out/main"),
      emptyOutDir: true,
      sourcemap: true,
      // Everything is bundled: a package contains no node_modules.
      externalizeDeps: false,
      lib: {
        entry: {
          main: resolve(top, "electron/main.ts"),
          // A worker thread (electron/engine/inspect/thread/runInThread.ts).
          decodeThread: resolve(top, "electron/engine/inspect/thread/decodeThread.ts"),
        },
        // Node loads a script in less time than an ES module, which the sources are: their code is strict.
        formats: ["cjs"],
      },
      rolldownOptions: { output: { minify, strict: true } },
    },
  },
  preload: {
    root: top,
    plugins: [components.preload],
    build: {
      target: nodeTarget,
      outDir: resolve(top, "out/preload"),
      emptyOutDir: true,
      // A sandboxed preload cannot use ES modules or node_modules.
      externalizeDeps: false,
      lib: { entry: resolve(top, "electron/preload.ts"), formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "preload.cjs" } },
    },
  },
  renderer: {
    root: resolve(top, "renderer"),
    plugins: [react(), englishOnly(), latin1Chunks(), components.renderer],
    html: { cspNonce: noncePlaceholder },
    // The page is served from app://manifestry in development too; only the update socket is not.
    server: {
      port: 5173,
      strictPort: true,
      host: "127.0.0.1",
      hmr: { protocol: "ws", host: "127.0.0.1", clientPort: 5173 },
    },
    build: {
      target: chromeTarget,
      outDir: resolve(top, "out/renderer"),
      emptyOutDir: true,
      minify: true,
      sourcemap: true,
      // The page's policy allows no data URIs for fonts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4096,
      rolldownOptions: {
        input: resolve(top, "renderer/index.html"),
        output: { codeSplitting: { groups: [startChunk(resolve(top, "renderer/main.tsx"))] } },
      },
    },
  },
});
