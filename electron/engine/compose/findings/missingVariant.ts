import { normalizePlatform } from "../../oci/normalizePlatform.ts";
import { configOf, type EntryFinder, entrySubject, platformFix, warning } from "./finding.ts";

/** `missing_variant`: an entry for arm without a variant, which clients read in different ways. */
export const findMissingVariant: EntryFinder = (context) => (row) => {
  const { platform } = row.descriptor;
  if (row.kind !== "image" || platform?.architecture !== "arm" || platform.variant) {
    return undefined;
  }
  const config = configOf(context, row);
  const said = config?.platform.architecture === "arm" ? config.platform : undefined;
  const written = said && said.variant ? normalizePlatform(said, context.host).variant : undefined;
  const variant = written ?? config?.armHint;
  const origin = written === undefined ? "the build of the image" : "the config of the image";
  const known = variant === undefined ? "" : ` According to ${origin}, it is ${variant}.`;
  const message = `${platform.os}/arm has no variant: Docker and containerd read it as ${platform.os}/arm/v7, so devices with ARMv6, such as a Raspberry Pi Zero, find no image; Podman gives it to every ARM device.${known}`;
  const variants = variant === undefined ? ["v7", "v6"] : [variant];
  return {
    ...warning("missing_variant", message, entrySubject(row)),
    fixes: variants.map((each) =>
      platformFix(row, { variant: each }, `Use ${platform.os}/arm/${each}`),
    ),
  };
};
