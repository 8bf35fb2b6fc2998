import type { KeyboardEvent } from "react";

/** Properties of a text field with a list of suggestions. */
export interface SuggestingFieldProps {
  readonly aria: {
    readonly "aria-autocomplete": "list";
    readonly "aria-haspopup": "listbox";
    readonly "aria-controls"?: string;
    readonly "aria-activedescendant"?: string;
  };
  /** Called before the field handles a key. @returns whether the key was for the list */
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => boolean;
  readonly onBlur: () => void;
}
