import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { seedImage } from "../registry/seedImage.ts";
import { old, type Setup } from "./crashSetup.ts";
import { targetRepository, targetTags } from "./pushDraft.ts";

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [buildAttestation(amd64, "referrer"), amd64] });
const signature = buildAttestation(old, "referrer");

/** The content of the tags to delete, in their order. The old one is signed. */
export const deletedContents = [old, index] as const;

/** Everything that a restore brings back, by the tag. */
export const restoredDigests: Readonly<Record<(typeof targetTags)[number], readonly string[]>> = {
  [targetTags[0]]: [old.digest, signature.digest],
  [targetTags[1]]: [index.digest, ...index.entries.map(({ digest }) => digest)],
};

/** A tag that is not deleted, and its content. */
export const keptTag = "kept";
export const kept = buildImage({ platform: { os: "linux", architecture: "riscv64" } });

/** Adds what is deleted, and a tag that is not. */
export function seedDeletion({ target }: Setup): void {
  seedImage(target, targetRepository, targetTags[1], index);
  seedImage(target, targetRepository, undefined, signature);
  seedImage(target, targetRepository, keptTag, kept);
}
