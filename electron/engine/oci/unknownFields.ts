import { indexFields } from "./indexFields.ts";
import { parseJson } from "./parseJson.ts";

/**
 * Lists the fields of an index that an index of this app does not have, each once: `manifests[].platform.features`.
 * @param bytes of an index that was decoded
 * @param what names the index in errors
 */
export function unknownIndexFields(bytes: Uint8Array, what: string): readonly string[] {
  const fields = new Set<string>();

  function visit(value: unknown, kind: keyof typeof indexFields, path: string): void {
    if (typeof value !== "object" || value === null) {
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (!indexFields[kind].some((name) => name === key)) {
        fields.add(path + key);
      } else if (key === "platform") {
        visit(inner, "platform", `${path}platform.`);
      } else if (key === "subject") {
        visit(inner, "descriptor", `${path}subject.`);
      } else if (key === "manifests" && Array.isArray(inner)) {
        inner.forEach((entry) => visit(entry, "descriptor", `${path}manifests[].`));
      }
    }
  }

  visit(parseJson(bytes, what), "index", "");
  return [...fields];
}
