import type { PasteResult, PastedAnnotation } from "./pasteResult.ts";

/** `KEY=VALUE` texts as annotations of one place; what has no key is left out. */
export function annotationsOf(
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
 * Annotations as buildx writes them: `[TYPE[PLATFORM],…:]KEY=VALUE`.
 * Source: buildx `util/buildflags`, `ParseAnnotations`.
 * @returns the annotations, and notes of what cannot be put on an index
 */
export function buildxAnnotations(
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
      notes.add("Annotations without a type are put on the index; buildx refuses them.");
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
        notes.add(`Annotations of ${type === "" ? "no type" : type} cannot be put on an index.`);
      }
    }
  }
  return { annotations, notes: [...notes] };
}
