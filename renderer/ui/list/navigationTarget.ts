interface ListPosition {
  /** The index of the current row. */
  readonly index: number;
  readonly count: number;
  /** The index of the row one page before (-1) or after (1) the current row. */
  readonly page: (direction: -1 | 1) => number;
}

/** The index of the row that a navigation key leads to, or undefined for other keys and empty lists. */
export function navigationTarget(
  key: string,
  { index, count, page }: ListPosition,
): number | undefined {
  const target = targetOf();
  return target === undefined || count === 0 ? undefined : Math.min(Math.max(target, 0), count - 1);

  function targetOf(): number | undefined {
    switch (key) {
      case "ArrowUp":
        return index - 1;
      case "ArrowDown":
        return index + 1;
      case "Home":
        return 0;
      case "End":
        return count - 1;
      case "PageUp":
        return page(-1);
      case "PageDown":
        return page(1);
      default:
        return undefined;
    }
  }
}
