import type { ViewState } from "../../shared/viewState.ts";
import { noncePlaceholder } from "../security/csp.ts";

/** What the page needs for its first frame. */
export interface StartData {
  readonly viewState: () => ViewState;
}

/** The placeholder of the view state in index.html. */
const viewStatePlaceholder = "manifestry-view-state";

/** Returns the page with its nonce and start data. @param html index.html with the placeholders */
export function fillPage(html: string, nonce: string, { viewState }: StartData): string {
  return html
    .replaceAll(noncePlaceholder, nonce)
    .replace(viewStatePlaceholder, () => escapeAttribute(JSON.stringify(viewState())));
}

/** Escapes a text for an attribute in double quotes: https://html.spec.whatwg.org/multipage/parsing.html */
function escapeAttribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
