import type { DraftAnnotation } from "../../../../shared/draft.ts";

export interface AnnotationError {
  readonly field: "scope" | "key";
  readonly message: string;
}

/** What is surely wrong with an annotation as it is typed; what needs the result is a finding. */
export function validateAnnotation(annotation: DraftAnnotation): AnnotationError | null {
  const { key, value, scope } = annotation;
  if (key === "" && value === "") {
    return null;
  }
  if (key.trim() === "") {
    return { field: "key", message: "An annotation needs a key." };
  }
  if (/\s/.test(key)) {
    return { field: "key", message: "A key has no spaces: write dots or dashes instead." };
  }
  if (key.includes("=")) {
    return {
      field: "key",
      message: "A key ends at its first “=”: put what follows into the value.",
    };
  }
  if (/\p{Cc}/u.test(key)) {
    return {
      field: "key",
      message: "The key holds a character that cannot be seen: type it anew.",
    };
  }
  if (scope.kind === "platform" && scope.platform.trim() === "") {
    return { field: "scope", message: "Name a platform, such as linux/amd64." };
  }
  return null;
}
