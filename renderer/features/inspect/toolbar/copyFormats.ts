import type { Inspection } from "../../../../shared/inspection.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { formatBytes } from "../../../ui/format.ts";

/** A text about an image that can be copied. */
export interface CopyFormat {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** Quotes a word for a POSIX shell, if it needs quotes. */
function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Escapes what Markdown would format, also in a table cell. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}

/** The forms in which people pass an inspected image on: its digest, commands of other tools, a summary. */
export function listCopyFormats(inspection: Inspection): readonly CopyFormat[] {
  const { repository, digest, name, content } = inspection;
  const pinned = `${repository}@${digest}`;
  const isManifest = content.kind !== "blob";
  return [
    { id: "digest", label: "Digest", text: digest },
    { id: "pinned", label: "Repository@digest", text: pinned },
    { id: "name", label: "Reference", text: name },
    ...(isManifest ? commandsFor(inspection) : []),
    ...(isManifest && isInRegistry(repository)
      ? [{ id: "link", label: "Link that opens it here", text: `manifestry:${name}` }]
      : []),
    ...(isManifest
      ? [{ id: "markdown", label: "Markdown summary", text: summarize(inspection) }]
      : []),
  ];
}

/** Links name images in registries only: a file of this disk means nothing elsewhere. */
function isInRegistry(repository: string): boolean {
  return !/^[a-z-]+:\/\/|^[a-z]+-archive:/.test(repository);
}

function commandsFor({ repository, digest, name, content }: Inspection): readonly CopyFormat[] {
  const pinned = quoteWord(`${repository}@${digest}`);
  const layout = /^oci-layout:\/\/(.*)$/.exec(repository)?.[1];
  if (layout !== undefined) {
    const folder = quoteWord(`ocidir://${layout}@${digest}`);
    return [
      { id: "buildx", label: "buildx command", text: `docker buildx imagetools inspect ${pinned}` },
      { id: "regctl", label: "regctl command", text: `regctl manifest get ${folder}` },
    ];
  }
  if (/^[a-z]+-archive:/.test(repository)) {
    return [];
  }
  const isImage = content.kind === "index" || content.kind === "image";
  return [
    ...(isImage ? [{ id: "pull", label: "Pull command", text: pullCommand(name, content) }] : []),
    { id: "buildx", label: "buildx command", text: `docker buildx imagetools inspect ${pinned}` },
    { id: "crane", label: "crane command", text: `crane manifest ${pinned}` },
    { id: "regctl", label: "regctl command", text: `regctl manifest get ${pinned}` },
  ];
}

/**
 * The command that pulls an image. One for a single platform names it: Docker refuses, or warns of, an image for another
 * platform than its own. The version of Windows is no part of it, since Docker compares it exactly.
 */
function pullCommand(name: string, content: Inspection["content"]): string {
  const platform = content.kind === "image" ? content.configView?.platform : undefined;
  const plain = platform?.replace(/\([^)]*\)/, "");
  const flag = plain && /^[a-z]/.test(plain) ? `--platform ${quoteWord(plain)} ` : "";
  return `docker pull ${flag}${quoteWord(name)}`;
}

/** A summary for an issue or a change request: what it is, and the entries of an index as a table. */
function summarize({ name, mediaType, digest, size, content }: Inspection): string {
  const head = [
    `**${escapeMarkdown(name)}**`,
    "",
    `- ${escapeMarkdown(mediaTypeName(mediaType))}, ${formatBytes(size)}`,
    `- \`${digest}\``,
  ];
  if (content.kind === "image") {
    const layers = content.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
    const platform = content.configView?.platform;
    return [
      ...head,
      ...(platform === undefined ? [] : [`- ${escapeMarkdown(platform)}`]),
      `- ${content.layers.length} layers, ${formatBytes(layers)}`,
    ].join("\n");
  }
  if (content.kind !== "index") {
    return head.join("\n");
  }
  const rows = content.rows.map((row) => {
    const evidence = row.attestations.length > 0 ? `${row.attestations.length}` : "";
    return `| ${escapeMarkdown(entryLabel(row))} | \`${row.descriptor.digest}\` | ${evidence} |`;
  });
  return [...head, "", "| Platform | Digest | Attestations |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}
