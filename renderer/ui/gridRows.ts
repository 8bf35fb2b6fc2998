/** How often `scrollToRow` scrolls before it gives up. */
const maxScrolls = 30;

interface RowScroll {
  /** Keys of all rows, in order. */
  readonly keys: readonly string[];
  readonly key: string;
  /** Called with the row once it is rendered. */
  readonly onShown?: ((row: HTMLElement) => void) | undefined;
}

/**
 * Scrolls a virtualized list to a row. Rows differ in height, so the first position is an estimate; it is corrected
 * from the rows that are rendered there.
 */
export function scrollToRow(list: HTMLElement, { keys, key, onShown = () => {} }: RowScroll): void {
  const index = keys.indexOf(key);

  function scroll(count: number): void {
    const rendered = [...list.querySelectorAll<HTMLElement>('[role="row"][data-key]')];
    const row = rendered.find(({ dataset }) => dataset["key"] === key);
    if (row !== undefined) {
      row.scrollIntoView({ block: "nearest" });
      onShown(row);
      return;
    }
    if (count === maxScrolls) {
      return;
    }
    if (count === 0) {
      list.scrollTop = (list.scrollHeight * index) / keys.length;
    } else {
      // The focused row stays rendered wherever it is, so neither the first nor the last row is reliable.
      const middle = keys.indexOf(rendered[Math.floor(rendered.length / 2)]?.dataset["key"] ?? "");
      list.scrollTop += (index < middle ? -1 : 1) * (list.clientHeight / 2);
    }
    requestAnimationFrame(() => scroll(count + 1));
  }

  scroll(0);
}
