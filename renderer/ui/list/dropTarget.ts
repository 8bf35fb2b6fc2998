import type { ListItem } from "./listItem.ts";

/**
 * Returns the number of rows before the position of a drop, or undefined if the drop changes nothing.
 * @param rowsBefore the number of rows before the pointer
 */
export function dropTarget(
  items: readonly ListItem[],
  dragged: ReadonlySet<string>,
  rowsBefore: number,
): number | undefined {
  const isDragged = items.map(({ id }) => dragged.has(id));
  const first = isDragged.indexOf(true);
  const last = isDragged.lastIndexOf(true);
  const isOneBlock = isDragged.slice(first, last + 1).every(Boolean);
  return isOneBlock && rowsBefore >= first && rowsBefore <= last + 1 ? undefined : rowsBefore;
}

/** Pixels from an edge of the list at which it starts to scroll. */
const edge = 36;
/** Maximum pixels to scroll in a frame. */
const maxStep = 240;

/** The pixels to scroll in a frame while rows are dragged to a height: more, the farther it is beyond the edge. */
export function scrollStep(
  { top, bottom }: { readonly top: number; readonly bottom: number },
  y: number,
): number {
  const above = top + edge - y;
  const below = y - (bottom - edge);
  return above > 0 ? -speed(above) : speed(Math.max(below, 0));
}

function speed(distance: number): number {
  return Math.min(distance / 3 + (distance / 20) ** 2, maxStep);
}
