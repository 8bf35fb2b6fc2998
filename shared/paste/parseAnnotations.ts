import type { PastedAnnotation, PasteResult } from "./pasteResult.ts";

/**
 * Parses `KEY=VALUE` texts.
 * @param kind the scope of all of them
 * @returns the annotations; texts without a key are skipped
 */
export function parseAnnotations(
  texts: readonly string[],
  kind: "index" | "entries",
): readonly PastedAnnotation[] {
  return texts.flatMap((text) => {
    const equals = text.indexOf("=");
    return equals < 1
      ? []
      : [{ scope: { kind }, key: text.slice(0, equals), value: text.slice(equals + 1) }];
  });
}

/**
 * Parses annotations in buildx syntax: `[TYPE[PLATFORM],…:]KEY=VALUE`.
 * Source: buildx `util/buildflags`, `ParseAnnotations`.
 * @returns the annotations, and a note for each one that an index cannot hold
 */
export function parseBuildxAnnotations(
  texts: readonly string[],
): Required<Pick<PasteResult, "annotations" | "notes">> {
  const annotations: PastedAnnotation[] = [];
  const notes = new Set<string>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const left = equals < 0 ? text : text.slice(0, equals);
    const colon = left.indexOf(":");
    const key = left.slice(colon + 1);
    const value = equals < 0 ? "" : text.slice(equals + 1);
    if (key === "" || equals < 0) {
      notes.add(`The annotation ${text} has no key and value.`);
      continue;
    }
    if (colon < 0) {
      notes.add("Annotations without a type are set on the index; buildx rejects them.");
      annotations.push({ scope: { kind: "index" }, key, value });
      continue;
    }
    for (const type of left.slice(0, colon).split(",")) {
      const [, kind = "", platform] = /^([a-z-]+)(?:\[([^\]]+)\])?$/.exec(type) ?? [];
      if (kind === "index") {
        annotations.push({ scope: { kind: "index" }, key, value });
      } else if (kind === "manifest-descriptor") {
        const scope =
          platform === undefined
            ? ({ kind: "entries" } as const)
            : ({ kind: "platform", platform } as const);
        annotations.push({ scope, key, value });
      } else {
        notes.add(`Annotations of ${type === "" ? "no type" : type} cannot be set on an index.`);
      }
    }
  }
  return { annotations, notes: [...notes] };
}
