/** An item of a list, with an id that is unique in the list and stays the same while the item moves. */
export interface ListItem {
  readonly id: string;
}

/** The place of an item in a tree. */
export interface TreePlace {
  /** 1 for the items at the top. */
  readonly level: number;
  /** Its position among its siblings, from 1. */
  readonly position: number;
  readonly setSize: number;
  /** Undefined for an item without children. */
  readonly isExpanded: boolean | undefined;
}
