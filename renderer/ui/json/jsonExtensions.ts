import { defaultKeymap } from "@codemirror/commands";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { invisibleCharacters } from "../escapeInvisible.ts";
import { jsonColors } from "./jsonColors.ts";
import type { JsonDocument } from "./jsonDocument.ts";
import { jsonFolds } from "./jsonFolds.ts";

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "12px", lineHeight: "18px" },
  ".cm-content": { caretColor: "var(--text)", padding: "6px 0" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--faint)",
    border: "0",
    paddingLeft: "2px",
  },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "light-dark(#cfdcfa, #2f4a86)" },
  ".cm-selectionMatch": { backgroundColor: "var(--warn-soft)" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { backgroundColor: "light-dark(#f7d68a, #6a5218)" },
  ".cm-panels": {
    backgroundColor: "var(--sunken)",
    color: "var(--text)",
    borderBottom: "1px solid var(--line)",
  },
  ".cm-panel.cm-search": { padding: "6px 28px 6px 8px", fontSize: "12px" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", fontSize: "12px" },
  ".cm-panel.cm-search [name=close]": { top: "6px", right: "8px", color: "var(--muted)" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    padding: "2px 6px",
    fontSize: "12px",
    color: "var(--text)",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    padding: "2px 8px",
    fontSize: "12px",
    color: "var(--text)",
  },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--line)",
    border: "0",
    color: "var(--muted)",
    padding: "0 4px",
  },
});

/** The nonce for the style elements that the editor adds (Content-Security-Policy). Every editor needs it. */
export function styleNonce(): Extension {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return EditorView.cspNonce.of(meta?.nonce ?? "");
}

/**
 * The extensions of a read-only JSON viewer: colors, folding, search.
 * @param label the accessible name
 */
export function jsonViewerExtensions(
  label: string,
  { closings }: Pick<JsonDocument, "closings">,
): Extension {
  return [
    styleNonce(),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-readonly": "true",
      tabindex: "0",
    }),
    lineNumbers(),
    // The default set lacks bidi embeddings, joiners and tags.
    highlightSpecialChars({ addSpecialChars: invisibleCharacters }),
    jsonFolds(closings),
    drawSelection(),
    jsonColors(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([...searchKeymap, ...defaultKeymap]),
    theme,
  ];
}
