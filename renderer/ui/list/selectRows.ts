import type { ListItem } from "./listItem.ts";

/** How a click or key changes the selection: `replace` it by a row, `extend` it to a row, or `toggle` a row. */
export type SelectionChange = "replace" | "extend" | "toggle";

/** The selected rows of a list. */
export interface RowSelection {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
}

interface SelectedRow {
  readonly items: readonly ListItem[];
  readonly index: number;
  /** The index that ranges start at. */
  readonly anchor: number;
}

/** Returns the selection after a change. */
export function changeSelection(
  selected: ReadonlySet<string>,
  change: SelectionChange,
  { items, index, anchor }: SelectedRow,
): ReadonlySet<string> {
  const id = items[index]?.id;
  if (id === undefined) {
    return selected;
  }
  switch (change) {
    case "replace":
      return new Set([id]);
    case "extend": {
      const [from, to] = anchor < index ? [anchor, index] : [index, anchor];
      return new Set(items.slice(from, to + 1).map((item) => item.id));
    }
    case "toggle": {
      const toggled = new Set(selected);
      if (!toggled.delete(id)) {
        toggled.add(id);
      }
      return toggled;
    }
  }
}

/** The change that a click or navigation key with these modifiers makes. */
export function changeOf(event: {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}): SelectionChange {
  if (event.shiftKey) {
    return "extend";
  }
  return event.ctrlKey || event.metaKey ? "toggle" : "replace";
}
