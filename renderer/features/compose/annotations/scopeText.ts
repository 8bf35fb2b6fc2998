import type { AnnotationScope } from "../../../../shared/draft.ts";

const index = "Index";
const entries = "All entries";

/** Where an annotation lands, in words. */
export function scopeText(scope: AnnotationScope): string {
  switch (scope.kind) {
    case "index":
      return index;
    case "entries":
      return entries;
    case "platform":
      return scope.platform;
  }
}

/** What was typed as a scope: one of the two words, or else a platform. */
export function readScope(text: string): AnnotationScope {
  const word = text.trim().toLowerCase();
  if (word === index.toLowerCase()) {
    return { kind: "index" };
  }
  if (word === entries.toLowerCase()) {
    return { kind: "entries" };
  }
  return { kind: "platform", platform: text };
}
