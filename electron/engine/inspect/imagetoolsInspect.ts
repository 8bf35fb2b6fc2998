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
  const lines = manifests.flatMap((entry, position) => [
    ...(position > 0 ? [["", ""] as const] : []),
    ...entryLines(name, entry),
  ]);
  return `${head}Manifests: \n${columns(lines, "  ")}`;
}

function entryLines(name: string, entry: Descriptor): readonly Line[] {
  const { platform, urls, annotations } = entry;
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
    if (annotations && Object.keys(annotations).length > 0) {
      return [...lines, ["Annotations:", ""], ...annotationLines(annotations)];
    }
  }
  return lines;
}

function annotationLines(annotations: Annotations): readonly Line[] {
  const entries = Object.entries(annotations).sort(([a], [b]) => compareUtf8(a, b));
  const width = widest(entries.map(([key]) => key)) + 2;
  return entries.map(([key, value]) => ["  ", `${key}:`.padEnd(width) + value] as const);
}

/** Aligns values in a column after the longest label and a space, like Go's tabwriter. */
function columns(lines: readonly Line[], indent: string): string {
  const width = widest(lines.map(([label]) => label)) + 1;
  return lines
    .map(([label, value]) => {
      // Nested annotation lines keep their own indent instead of using the column.
      const cell = label === "  " ? label : label.padEnd(width);
      return `${indent}${cell}${value}\n`;
    })
    .join("");
}

/** Returns the length of the longest text. A long list does not fit in the arguments of Math.max. */
function widest(texts: readonly string[]): number {
  return texts.reduce((width, { length }) => Math.max(width, length), 0);
}
