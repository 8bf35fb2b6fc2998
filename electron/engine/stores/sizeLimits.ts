import { maxManifestBytes } from "../../../shared/oci/manifest.ts";

/** Limits on the data that registries return. Sizes in bytes. */
export const sizeLimits = {
  manifest: maxManifestBytes,
  /** Image configs and other blobs that are read into memory. */
  smallBlob: 16 * 1024 * 1024,
  errorBody: 64 * 1024,
  tokenBody: 128 * 1024,
  /** Pages of one list. */
  pages: 1000,
  /** All pages of one list: some registries return a single page. */
  list: 64 * 1024 * 1024,
  redirects: 10,
} as const;
