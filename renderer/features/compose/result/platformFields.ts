import type { PlatformEdit } from "../../../../shared/draft.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { ResultRow } from "../../../../shared/preview.ts";

export const platformFieldNames = [
  "os",
  "architecture",
  "variant",
  "os.version",
  "os.features",
] as const;
export type PlatformFieldName = (typeof platformFieldNames)[number];

/** The fields of a platform as text, features separated by commas; absent fields are empty. */
export type PlatformTexts = Readonly<Record<PlatformFieldName, string>>;

export function platformTexts(platform: Platform | undefined): PlatformTexts {
  return {
    os: platform?.os ?? "",
    architecture: platform?.architecture ?? "",
    variant: platform?.variant ?? "",
    "os.version": platform?.["os.version"] ?? "",
    "os.features": (platform?.["os.features"] ?? []).join(", "),
  };
}

/** The platform of an entry without edits. */
export function originalPlatform({ original, descriptor }: ResultRow): Platform | undefined {
  return original === undefined ? descriptor.platform : original.platform;
}

function splitFeatures(text: string): string[] {
  return text
    .split(",")
    .map((feature) => feature.trim())
    .filter((feature) => feature !== "");
}

/** The edit that turns a platform into the texts: the fields that differ. */
export function platformEditOf(original: Platform | undefined, texts: PlatformTexts): PlatformEdit {
  const before = platformTexts(original);
  const features = splitFeatures(texts["os.features"]);
  const edit: PlatformEdit = {};
  for (const name of ["os", "architecture", "variant", "os.version"] as const) {
    const text = texts[name].trim();
    if (text !== before[name]) {
      edit[name] = text;
    }
  }
  if (features.join(", ") !== before["os.features"]) {
    edit["os.features"] = features;
  }
  return edit;
}

/** Why a field cannot have a text, or undefined. */
export function fieldError(name: PlatformFieldName, text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 256) {
    return "At most 256 characters.";
  }
  if (name === "os" || name === "architecture") {
    return trimmed === "" ? "This field is required." : wordError(trimmed);
  }
  return name === "variant" ? wordError(trimmed) : undefined;
}

function wordError(text: string): string | undefined {
  return /^[\w.-]*$/.test(text) ? undefined : "Use letters, digits, dots, hyphens and underscores.";
}

const originTexts = {
  config: "from the config of the image",
  index: "from the source index",
  descriptor: "from the descriptor",
} as const;

/** How the text of a field differs from the one before the edit, for display; undefined if it does not. */
export function editedOrigin(before: string, text: string): string | undefined {
  if (text.trim() === before) {
    return undefined;
  }
  return before === "" ? "edited, was empty" : `edited, was ${before}`;
}

/** Where the text of a field comes from, for display. */
export function fieldOrigin(row: ResultRow, name: PlatformFieldName, text: string): string {
  const before = platformTexts(originalPlatform(row))[name];
  const edited = editedOrigin(before, text);
  if (edited !== undefined) {
    return edited;
  }
  return before === "" || row.platformFrom === undefined
    ? "not set"
    : originTexts[row.platformFrom];
}

/** The edited fields of an entry, with their texts. */
export function editedFields(
  row: ResultRow,
): readonly { readonly name: PlatformFieldName; readonly text: string; readonly origin: string }[] {
  if (row.original === undefined) {
    return [];
  }
  const before = platformTexts(row.original.platform);
  const after = platformTexts(row.descriptor.platform);
  return platformFieldNames
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, text: after[name], origin: fieldOrigin(row, name, after[name]) }));
}
