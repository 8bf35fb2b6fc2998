/** UTF-16 units of a text in a view: longer than any real one. */
const maxTextLength = 4096;
/** UTF-16 units of all texts of a view, with those that a value takes around it: the window takes a view at once. */
const maxLength = 512 * 1024;
const valueLength = 16;

/**
 * Returns a view of a document whose lists end where it becomes too long, such as those of 300,000 materials, and whose
 * texts are cut off. What is sent in parts is not in it.
 * @param view plain data
 */
export function boundView<T extends object>(view: T): T {
  let left = maxLength;
  const copy = (value: unknown): unknown => {
    left -= valueLength;
    if (typeof value === "string") {
      const text = value.slice(0, maxTextLength);
      left -= text.length;
      return text;
    }
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        if (left <= 0) {
          break;
        }
        items.push(copy(item));
      }
      return items;
    }
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]))
      : value;
  };
  return copy(view) as T;
}
