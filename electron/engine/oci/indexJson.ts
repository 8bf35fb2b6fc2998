import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Platform } from "../../../shared/oci/platform.ts";

type Field = readonly [name: string, value: Json];
type Json = string | number | readonly Json[] | Fields;

/** A JSON object with its fields in the order to write them. */
class Fields {
  readonly list: readonly Field[];
  constructor(list: readonly (Field | undefined)[]) {
    this.list = list.filter((field) => field !== undefined);
  }
}

/**
 * Encodes an index exactly as Go's `json.MarshalIndent(index, "", "  ")` encodes `ocispec.Index`. All indexes that
 * are hashed come from this function. Field order and omissions follow the struct tags of image-spec 1.1.
 *
 * @returns UTF-8 bytes without a trailing newline
 */
export function indexJson(index: ImageIndex): Uint8Array {
  const document = new Fields([
    ["schemaVersion", index.schemaVersion],
    textField("mediaType", index.mediaType),
    textField("artifactType", index.artifactType),
    ["manifests", index.manifests.map(descriptorFields)],
    index.subject && ["subject", descriptorFields(index.subject)],
    annotationsField(index.annotations),
  ]);
  return new TextEncoder().encode(write(document, ""));
}

function descriptorFields(descriptor: Descriptor): Fields {
  return new Fields([
    ["mediaType", descriptor.mediaType],
    ["digest", descriptor.digest],
    ["size", descriptor.size],
    listField("urls", descriptor.urls),
    annotationsField(descriptor.annotations),
    textField("data", descriptor.data),
    descriptor.platform && ["platform", platformFields(descriptor.platform)],
    textField("artifactType", descriptor.artifactType),
  ]);
}

function platformFields(platform: Platform): Fields {
  return new Fields([
    ["architecture", platform.architecture],
    ["os", platform.os],
    textField("os.version", platform["os.version"]),
    listField("os.features", platform["os.features"]),
    textField("variant", platform.variant),
  ]);
}

function textField(name: string, value: string | undefined): Field | undefined {
  return value ? [name, value] : undefined;
}

function listField(name: string, value: readonly string[] | undefined): Field | undefined {
  return value?.length ? [name, value] : undefined;
}

/** Go sorts map keys by their UTF-8 bytes, which differs from UTF-16 order above U+FFFF. */
function annotationsField(annotations: Annotations | undefined): Field | undefined {
  const entries = Object.entries(annotations ?? {});
  if (entries.length === 0) {
    return undefined;
  }
  return ["annotations", new Fields(entries.sort(([a], [b]) => compareUtf8(a, b)))];
}

/** Compares two strings by their UTF-8 bytes, as Go sorts map keys. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function write(value: Json, indent: string): string {
  if (typeof value === "string") {
    return quoteJson(value);
  }
  if (typeof value === "number") {
    return String(value);
  }
  const deeper = `${indent}  `;
  if (value instanceof Fields) {
    if (value.list.length === 0) {
      return "{}";
    }
    const lines = value.list.map(
      ([name, item]) => `${deeper}${quoteJson(name)}: ${write(item, deeper)}`,
    );
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  if (value.length === 0) {
    return "[]";
  }
  return `[\n${value.map((item) => deeper + write(item, deeper)).join(",\n")}\n${indent}]`;
}

/**
 * Quotes a string as encoding/json does with HTML escaping: `<`, `>`, `&`, U+2028 and U+2029 are escaped, and lone
 * surrogates become U+FFFD.
 */
export function quoteJson(text: string): string {
  if (/^[ !#-%'-;=?-[\]-~]*$/.test(text)) {
    return `"${text}"`;
  }
  return JSON.stringify(text.toWellFormed()).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
