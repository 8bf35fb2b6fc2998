/** An item of a list, with an id that is unique in the list and stays the same while the item moves. */
export interface ListItem {
  readonly id: string;
}
