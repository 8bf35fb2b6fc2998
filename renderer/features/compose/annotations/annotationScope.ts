import type { AnnotationScope } from "../../../../shared/draft.ts";

const index = "Index";
const entries = "All entries";

/** The text of a scope in its field. */
export function formatScope(scope: AnnotationScope): string {
  switch (scope.kind) {
    case "index":
      return index;
    case "entries":
      return entries;
    case "platform":
      return scope.platform;
  }
}

/** Parses the text of a scope field: `Index` or `All entries` in any case; any other text is a platform. */
export function parseScope(text: string): AnnotationScope {
  const word = text.trim().toLowerCase();
  if (word === index.toLowerCase()) {
    return { kind: "index" };
  }
  if (word === entries.toLowerCase()) {
    return { kind: "entries" };
  }
  return { kind: "platform", platform: text };
}
