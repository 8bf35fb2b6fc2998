import type { Draft } from "../../../../shared/draft.ts";
import type { ResolvedImage } from "../resolve.ts";
import type { SourceLoss } from "./loss.ts";

/** The os.version and os.features of an image's config, which buildx does not add to the entry of the image. */
export function osVersionLosses(
  { configPlatform, descriptor }: ResolvedImage,
  { keepOsVersion }: Draft,
): readonly SourceLoss[] {
  const fields = (["os.version", "os.features"] as const).filter(
    (field) => configPlatform?.[field]?.length && !descriptor.platform?.[field]?.length,
  );
  if (fields.length === 0) return [];
  const names = fields.join(" and ");
  const message = keepOsVersion
    ? `The index has the image's ${names}.`
    : `The image's ${names} is left out, as buildx does; Windows hosts choose by it.`;
  return [{ code: "os_version", message, kept: keepOsVersion, keep: { kind: "keepOsVersion" } }];
}
