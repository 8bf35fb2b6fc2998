import { escapeInvisible } from "./escapeInvisible.ts";

/**
 * Text from a registry or a file, such as an annotation, a label, a platform or a path: isolated, so that its
 * direction cannot reorder the text around it, with invisible characters escaped.
 */
export function UntrustedText({ text }: { readonly text: string }) {
  return <bdi>{escapeInvisible(text)}</bdi>;
}
