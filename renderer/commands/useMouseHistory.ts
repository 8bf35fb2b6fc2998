import { useEffect } from "react";
import { runCommand } from "./commandActions.ts";

/** `MouseEvent.button` of the buttons at the side of a mouse. */
const sideButtons = new Map([
  [3, "view.back"],
  [4, "view.forward"],
] as const);

/** Goes back and forward with the buttons at the side of a mouse. */
export function useMouseHistory(isShown: boolean): void {
  useEffect(() => {
    function onMouseUp(event: MouseEvent): void {
      const command = sideButtons.get(event.button as 3 | 4);
      if (command !== undefined) {
        event.preventDefault();
        runCommand(command);
      }
    }
    if (isShown) {
      window.addEventListener("mouseup", onMouseUp);
    }
    return () => window.removeEventListener("mouseup", onMouseUp);
  }, [isShown]);
}
