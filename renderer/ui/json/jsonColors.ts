import type { Extension, Range } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/**
 * A string, with the colon after it if it is a name; else a number or literal between brackets, commas and spaces. A string
 * that is never closed matches too, so that the search takes linear time.
 */
const tokens =
  /(?<text>"(?:[^"\\]|\\.)*"?)(?<colon>\s*:)?|(?<=^|[\s[,:])(?<value>-?\d[\d.eE+-]*|true|false|null)(?=$|[\s\],}])|(?<mark>[[\]{},:])/g;

const marks = {
  name: Decoration.mark({ class: "cm-json-name" }),
  value: Decoration.mark({ class: "cm-json-value" }),
  punctuation: Decoration.mark({ class: "cm-json-mark" }),
};

/** Longer lines have no colors: where their visible part begins is not known without reading all before it. */
const maxLength = 10_000;

function colorsOf({ state, visibleRanges }: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  let read = 0;
  for (const { from, to } of visibleRanges) {
    for (let at = Math.max(from, read); at <= to;) {
      const line = state.doc.lineAt(at);
      if (line.length <= maxLength) {
        ranges.push(...colorsOfLine(line.text, line.from));
      }
      at = line.to + 1;
      read = at;
    }
  }
  return Decoration.set(ranges);
}

function* colorsOfLine(text: string, from: number): Generator<Range<Decoration>> {
  for (const { index, groups = {}, 0: token } of text.matchAll(tokens)) {
    const start = from + index;
    const { text: string = "", colon, value, mark } = groups;
    if (value !== undefined) {
      yield marks.value.range(start, start + token.length);
    } else if (mark !== undefined) {
      yield marks.punctuation.range(start, start + 1);
    } else if (colon !== undefined) {
      yield marks.name.range(start, start + string.length);
      const end = start + token.length;
      yield marks.punctuation.range(end - 1, end);
    }
  }
}

/** Colors of the visible JSON. Its cost does not grow with the document, as that of a parser does. */
export function jsonColors(): Extension {
  return [
    ViewPlugin.fromClass(
      class {
        colors: DecorationSet;

        constructor(view: EditorView) {
          this.colors = colorsOf(view);
        }

        update({ docChanged, viewportChanged, view }: ViewUpdate): void {
          if (docChanged || viewportChanged) {
            this.colors = colorsOf(view);
          }
        }
      },
      { decorations: ({ colors }) => colors },
    ),
    EditorView.theme({
      ".cm-json-name": { color: "var(--accent)" },
      ".cm-json-value": { color: "var(--good)" },
      ".cm-json-mark": { color: "var(--faint)" },
    }),
  ];
}
