import { readFile } from "node:fs/promises";
import path from "node:path";
import type { SampleImage } from "../../../shared/ipc/contract.ts";

/** The images of the sample library, in the order of the window. */
export const sampleTags = [
  { tag: "amd64", title: "Image for linux/amd64" },
  { tag: "arm64", title: "Image for linux/arm64" },
  { tag: "armv7", title: "Image for linux/arm/v7" },
  { tag: "attested", title: "Index for linux/s390x and linux/riscv64, with provenance" },
] as const;

export type SampleTag = (typeof sampleTags)[number]["tag"];

/**
 * Returns the images of the sample library, which is created unless it is complete.
 * @param folder an absolute path
 */
export async function sampleImages(folder: string): Promise<readonly SampleImage[]> {
  if (!(await isComplete(folder))) {
    // Not loaded at each start of the app: it needs the code that writes layouts.
    const { createSampleLibrary } = await import("./sampleLibrary.ts");
    await createSampleLibrary(folder);
  }
  return sampleTags.map(({ tag, title }) => ({ text: `oci-layout://${folder}:${tag}`, title }));
}

/** Whether the index of the layout names all samples. */
async function isComplete(folder: string): Promise<boolean> {
  const index = await readFile(path.join(folder, "index.json"), "utf8").catch(() => "");
  return sampleTags.every(({ tag }) =>
    new RegExp(`"org\\.opencontainers\\.image\\.ref\\.name":\\s*"${tag}"`).test(index),
  );
}
