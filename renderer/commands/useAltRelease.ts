import { useEffect } from "react";

/**
 * Keeps the menu bar closed after a shortcut with Alt. On Linux and Windows a release of Alt focuses the menu bar unless
 * another key reached the browser process meanwhile; a key that the page handled, such as Alt+Down, does not reach it.
 */
export function useAltRelease(): void {
  useEffect(() => {
    let shortcut: KeyboardEvent | undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === "Alt") {
        shortcut = undefined;
      } else if (event.altKey) {
        shortcut = event;
      }
    }
    function onKeyUp(event: KeyboardEvent): void {
      if (event.key === "Alt" && shortcut?.defaultPrevented === true) {
        event.preventDefault();
      }
    }
    // By capture: handlers of the page stop these keys from bubbling.
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("keyup", onKeyUp, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("keyup", onKeyUp, true);
    };
  }, []);
}
