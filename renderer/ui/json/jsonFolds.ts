import { foldGutter, foldKeymap, foldService } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { JsonDocument } from "./jsonDocument.ts";

/** Folds what is between brackets on different lines. */
export function jsonFolds(closings: JsonDocument["closings"]): Extension {
  return [
    foldService.of(({ doc }, from, to) => {
      const end = closings.get(doc.lineAt(from).number);
      if (end === undefined || end > doc.lines) {
        return null;
      }
      const line = doc.line(end);
      return { from: to, to: line.from + Math.max(line.text.search(/\S/), 0) };
    }),
    foldGutter(),
    keymap.of(foldKeymap),
  ];
}
