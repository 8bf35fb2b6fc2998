import { visibleText } from "./escapeInvisible.ts";

/**
 * Text that came from outside, such as an annotation, a label, a platform or a path: isolated, so that it cannot
 * change the order of what stands beside it, and with everything invisible in it shown.
 */
export function OutsideText({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}
