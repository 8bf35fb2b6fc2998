import { useEffect } from "react";
import { useNavigation } from "../../navigation.ts";
import { usePush } from "../push/store.ts";
import { useCompose } from "./store.ts";

const notTyped: ReadonlySet<string> = new Set(["checkbox", "radio", "button", "range"]);

function isField(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !notTyped.has(target.type))
  );
}

/** Whether the key is for what is typed there, or for what lies over the view. */
function isElsewhere(target: EventTarget | null): boolean {
  if (isField(target)) {
    return target.value !== "";
  }
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("[role=dialog]") !== null)
  );
}

/** The key that takes back everywhere brings back what was taken out of the draft last. */
export function useUndoKey(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isUndo =
        event.key.toLowerCase() === "z" &&
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey;
      const { removal, undoRemoval } = useCompose.getState();
      const { view, paletteOpen } = useNavigation.getState();
      const isHere =
        view === "compose" && !paletteOpen && usePush.getState().state.kind === "closed";
      if (!isUndo || !isHere || event.defaultPrevented || isElsewhere(event.target)) {
        return;
      }
      if (removal !== null) {
        event.preventDefault();
        undoRemoval();
      } else if (!isField(event.target)) {
        // Else the system's own undo would change a field that nobody is in.
        event.preventDefault();
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
