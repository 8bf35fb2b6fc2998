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
  if (fields.length === 0) {
    return [];
  }
  const names = fields.join(" and ");
  const them = fields.length === 1 ? "it" : "them";
  const message = keepOsVersion
    ? `Copies ${names} of the image config.`
    : `${names} of the image config (buildx omits ${them}; Windows hosts select images by ${them})`;
  return [{ code: "os_version", message, kept: keepOsVersion, keep: { kind: "keepOsVersion" } }];
}
