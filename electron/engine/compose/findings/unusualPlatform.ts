import type { PlatformEdit } from "../../../../shared/draft.ts";
import { findUnusualNames, type UnusualName } from "../../../../shared/oci/platformNames.ts";
import { type EntryFinder, entrySubject, platformFix, warning } from "./finding.ts";
import { editName } from "./configPlatformEdit.ts";

const fieldNames = {
  os: "operating system",
  architecture: "architecture",
  variant: "variant",
} as const;

/** `unusual_platform`: a platform with a name that clients do not know, or that only some of them know. */
export const findUnusualPlatform: EntryFinder = () => (row) => {
  const { platform } = row.descriptor;
  const names = row.kind === "image" && platform ? findUnusualNames(platform) : [];
  if (platform === undefined || names.length === 0) {
    return undefined;
  }
  const suggestion: PlatformEdit = Object.assign({}, ...names.map((name) => name.suggestion));
  const isFixed = names.every((name) => name.suggestion !== undefined);
  const { os, architecture, variant = "" } = { ...platform, ...suggestion };
  const name = editName({ os, architecture, variant });
  const message = names.every(({ isAlias }) => isAlias)
    ? `Docker and containerd read ${names.map(quote).join(" and ")} as ${name}; clients that compare the text, such as Podman, Skopeo and crane, find no image.`
    : `${names.map(describe).join(", and ")}, so no client chooses this entry for its platform.${isFixed ? ` Did you mean ${name}?` : ""}`;
  return {
    ...warning("unusual_platform", message, entrySubject(row)),
    fixes: isFixed ? [platformFix(row, suggestion, `Use ${name}`)] : [],
  };
};

function quote({ text }: UnusualName): string {
  return `“${text}”`;
}

function describe({ field, text }: UnusualName): string {
  return `“${text}” is not a known ${fieldNames[field]}`;
}
