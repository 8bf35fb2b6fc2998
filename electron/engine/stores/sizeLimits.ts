import { maxManifestBytes } from "../../../shared/oci/manifest.ts";

/** Bounds on what a registry can make us hold or do. Sizes in bytes. */
export const sizeLimits = {
  manifest: maxManifestBytes,
  /** Image configs and other blobs that are read whole. */
  smallBlob: 16 * 1024 * 1024,
  errorBody: 64 * 1024,
  tokenBody: 128 * 1024,
  pages: 1000,
  /** All pages of a list together: one page may be the whole list. */
  list: 64 * 1024 * 1024,
  redirects: 10,
} as const;
