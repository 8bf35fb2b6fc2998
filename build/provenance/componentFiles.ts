/** Where the lists are written, below the project's folder. */
export const componentFiles = {
  folder: "out/components",
  sbom: "out/components/sbom.cdx.json",
  /** What the window shows: electron/app/licenses.ts reads it. */
  licenses: "out/components/licenses.json",
} as const;
