import type { Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

const digest = /\bsha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})\b/g;

const decorator = new MatchDecorator({
  regexp: digest,
  decoration: ([text]) =>
    Decoration.mark({
      class: "cm-digest",
      attributes: { "data-digest": text, title: "Open (click, or Enter on the digest)" },
    }),
});

/** Finds the digest at a position. */
function digestAt({ state }: EditorView, position: number): string | undefined {
  const { text, from } = state.doc.lineAt(position);
  // A line may be megabytes long.
  const start = Math.max(position - from - 200, 0);
  for (const match of text.slice(start, position - from + 200).matchAll(digest)) {
    const at = start + match.index;
    if (at <= position - from && position - from <= at + match[0].length) {
      return match[0];
    }
  }
  return undefined;
}

/** Makes the visible digests links: a click opens one, and Enter the one with the cursor. */
export function digestLinks(open: (digest: string) => void): Extension {
  return [
    ViewPlugin.fromClass(
      class {
        decorations: DecorationSet;

        constructor(view: EditorView) {
          this.decorations = decorator.createDeco(view);
        }

        update(update: ViewUpdate): void {
          this.decorations = decorator.updateDeco(update, this.decorations);
        }
      },
      { decorations: ({ decorations }) => decorations },
    ),
    EditorView.domEventHandlers({
      click(event, view) {
        const link = event.target instanceof Element ? event.target.closest("[data-digest]") : null;
        const found = link?.getAttribute("data-digest");
        // A selection that ends on a digest is not a click on it.
        if (!found || !view.state.selection.main.empty) {
          return false;
        }
        open(found);
        return true;
      },
    }),
    keymap.of([
      {
        key: "Enter",
        run(view) {
          const found = digestAt(view, view.state.selection.main.head);
          if (found !== undefined) {
            open(found);
          }
          return found !== undefined;
        },
      },
    ]),
    EditorView.theme({
      ".cm-digest, .cm-digest span": { color: "var(--accent)", cursor: "pointer" },
      ".cm-digest:hover": { textDecoration: "underline" },
    }),
  ];
}
