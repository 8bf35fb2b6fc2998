import { useEffect } from "react";

let count = 0;

/** Counts a modal dialog while it is open. */
export function useOpenDialog(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) {
      return undefined;
    }
    count++;
    return () => {
      count--;
    };
  }, [isOpen]);
}

/** Whether a modal dialog is open: what it asks about must not change behind it. */
export function isDialogOpen(): boolean {
  return count > 0;
}
