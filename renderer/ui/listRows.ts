const longestSearch = 30;

/**
 * Brings a row into sight in a list that draws only the rows there. Where a row that is not drawn stands is a guess,
 * as rows differ in height: it is made better from what is then drawn.
 *
 * @param onShown given the row once it is there
 */
export function showListRow(
  list: HTMLElement,
  keys: readonly string[],
  key: string,
  onShown: (row: HTMLElement) => void = () => {},
  tries = longestSearch,
): void {
  const drawn = [...list.querySelectorAll<HTMLElement>('[role="row"][data-key]')];
  const row = drawn.find((candidate) => candidate.dataset["key"] === key);
  if (row !== undefined) {
    row.scrollIntoView({ block: "nearest" });
    onShown(row);
    return;
  }
  if (tries === 0) {
    return;
  }
  const wanted = keys.indexOf(key);
  if (tries === longestSearch) {
    list.scrollTop = (list.scrollHeight * wanted) / keys.length;
  } else {
    // The row with the focus stays drawn wherever it is, so neither the first nor the last one tells.
    const middle = keys.indexOf(drawn[Math.floor(drawn.length / 2)]?.dataset["key"] ?? "");
    list.scrollTop += (wanted < middle ? -1 : 1) * (list.clientHeight / 2);
  }
  requestAnimationFrame(() => showListRow(list, keys, key, onShown, tries - 1));
}
