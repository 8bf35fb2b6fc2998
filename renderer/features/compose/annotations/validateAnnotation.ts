import type { DraftAnnotation } from "../../../../shared/draft.ts";

export interface AnnotationError {
  readonly field: "scope" | "key";
  readonly message: string;
}

/**
 * Checks an annotation as typed. Errors that depend on the result are findings.
 * @returns the error, or undefined for a valid annotation or a blank row
 */
export function validateAnnotation(annotation: DraftAnnotation): AnnotationError | undefined {
  const { key, value, scope } = annotation;
  if (key === "" && value === "") {
    return undefined;
  }
  const message = keyError(key);
  if (message !== undefined) {
    return { field: "key", message };
  }
  return scope.kind === "platform" && scope.platform.trim() === ""
    ? { field: "scope", message: "Enter a platform, such as linux/amd64." }
    : undefined;
}

/** Why a text is not the key of an annotation, or undefined. */
export function keyError(key: string): string | undefined {
  if (key.trim() === "") {
    return "An annotation needs a key.";
  }
  if (/\s/.test(key)) {
    return "A key cannot contain spaces: use dots or dashes.";
  }
  if (key.includes("=")) {
    return "A key cannot contain “=”: move the rest into the value.";
  }
  return /\p{Cc}/u.test(key)
    ? "The key contains an invisible control character: type it again."
    : undefined;
}
