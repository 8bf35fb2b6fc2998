import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { noncePlaceholder } from "./noncePlaceholder.ts";

const top = resolve(import.meta.dirname, "..");

/** The oldest runtime the app runs on is Electron 33: Node 20, Chrome 130. */
const nodeTarget = "node20.18";
const chromeTarget = "chrome130";

export default defineConfig({
  main: {
    root: top,
    build: {
      target: nodeTarget,
      outDir: resolve(top, "out/main"),
      emptyOutDir: true,
      sourcemap: true,
      // Everything is bundled, so that `out/` is the whole app: no node_modules in a package.
      externalizeDeps: false,
      lib: { entry: resolve(top, "electron/main.ts"), formats: ["es"] },
    },
  },
  preload: {
    root: top,
    build: {
      target: nodeTarget,
      outDir: resolve(top, "out/preload"),
      emptyOutDir: true,
      // A sandboxed preload can use neither ES modules nor node_modules.
      externalizeDeps: false,
      lib: { entry: resolve(top, "electron/preload.ts"), formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "preload.cjs" } },
    },
  },
  renderer: {
    root: resolve(top, "renderer"),
    plugins: [react()],
    html: { cspNonce: noncePlaceholder },
    // The page comes from app://manifestry in development too; only the socket for updates does not.
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
      // Data URIs for fonts are barred by the page's policy.
      assetsInlineLimit: 0,
      // Read from the disk, once: splitting would save nothing.
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: resolve(top, "renderer/index.html") },
    },
  },
});
