import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { decodeIndex } from "../oci/decode.ts";
import { compareUtf8 } from "../oci/indexJson.ts";
import { formatPlatform } from "../oci/formatPlatform.ts";
import type { Content } from "../oci/content.ts";
import { detectManifest } from "../oci/detectManifest.ts";

type Line = readonly [label: string, value: string];

/**
 * Formats content like `docker buildx imagetools inspect NAME`, with annotations sorted by key.
 *
 * @param name the full reference: `docker.io/library/alpine:latest`
 */
export function formatImagetoolsInspect(name: string, content: Content): string {
  const { kind, content: typed } = detectManifest(content, `manifest ${name}`);
  const head = columns(
    [
      ["Name:", name],
      ["MediaType:", typed.mediaType],
      ["Digest:", typed.digest],
      ...(kind === "index" ? [["", ""] as const] : []),
    ],
    "",
  );
  if (kind !== "index") {
    return head;
  }
  const { manifests } = decodeIndex(typed.bytes, `index ${name}`);
  let text = `${head}Manifests: \n`;
  let group: Line[] = [];
  manifests.forEach((entry, position) => {
    group.push(...(position > 0 ? [["", ""] as const] : []), ...entryLines(name, entry));
    if (hasAnnotations(entry)) {
      // buildx aligns the entries up to here, and those that follow on their own.
      text += columns(group, "  ") + annotationLines(entry.annotations ?? {});
      group = [];
    }
  });
  return text + columns(group, "  ");
}

/** Whether buildx shows annotations of an entry: without a platform it shows none. */
function hasAnnotations({ platform, annotations }: Descriptor): boolean {
  return platform !== undefined && Object.keys(annotations ?? {}).length > 0;
}

function entryLines(name: string, entry: Descriptor): readonly Line[] {
  const { platform, urls } = entry;
  const lines: Line[] = [
    ["Name:", `${name}@${entry.digest}`],
    ["MediaType:", entry.mediaType],
  ];
  if (platform) {
    lines.push(["Platform:", formatPlatform(platform)]);
    if (platform["os.version"]) {
      lines.push(["OSVersion:", platform["os.version"]]);
    }
    if (platform["os.features"]?.length) {
      lines.push(["OSFeatures:", platform["os.features"].join(", ")]);
    }
    if (urls?.length) {
      lines.push(["URLs:", urls.join(", ")]);
    }
    if (hasAnnotations(entry)) {
      lines.push(["Annotations:", ""]);
    }
  }
  return lines;
}

/** Annotations in columns of their own, sorted by key. */
function annotationLines(annotations: Annotations): string {
  const entries = Object.entries(annotations).sort(([a], [b]) => compareUtf8(a, b));
  return columns(
    entries.map(([key, value]) => [`${key}:`, value]),
    "    ",
  );
}

/** Aligns values in a column after the longest label and a space, like Go's tabwriter. */
function columns(lines: readonly Line[], indent: string): string {
  const width = widest(lines.map(([label]) => label)) + 1;
  return lines.map(([label, value]) => `${indent}${label.padEnd(width)}${value}\n`).join("");
}

/** Returns the length of the longest text. A long list does not fit in the arguments of Math.max. */
function widest(texts: readonly string[]): number {
  return texts.reduce((width, { length }) => Math.max(width, length), 0);
}
