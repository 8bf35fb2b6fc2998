import { type DragEvent, useEffect, useRef, useState } from "react";
import { api } from "../../../api.ts";
import { isTextField } from "../../../ui/nativeUndo.ts";
import { useOpened } from "../../opened/openedStore.ts";
import { useCompose } from "../composeStore.ts";

interface Drop {
  /** Whether something that can be added is dragged over the view. */
  readonly isOver: boolean;
  /** Handlers for the drop area. They capture events before the lists' own drag and drop. */
  readonly handlers: {
    readonly onDragOverCapture: (event: DragEvent) => void;
    readonly onDragEnterCapture: (event: DragEvent) => void;
    readonly onDragLeaveCapture: (event: DragEvent) => void;
    readonly onDropCapture: (event: DragEvent) => void;
  };
}

/** Whether a drag started in this window, as of a source that is moved. */
function useOwnDrag(): { readonly current: boolean } {
  const isOwn = useRef(false);
  useEffect(() => {
    const start = (): void => void (isOwn.current = true);
    const end = (): void => void (isOwn.current = false);
    window.addEventListener("dragstart", start, true);
    window.addEventListener("dragend", end, true);
    return () => {
      window.removeEventListener("dragstart", start, true);
      window.removeEventListener("dragend", end, true);
    };
  }, []);
  return isOwn;
}

/** Adds the files, or else the text, that were dropped or pasted; a recipe or a plan is opened. */
export async function addData(data: DataTransfer): Promise<void> {
  const { addFiles, addText } = useCompose.getState();
  const paths = [...data.files].map((file) => api.pathForFile(file)).filter((path) => path !== "");
  if (paths.length === 0) {
    addText(data.getData("text/plain"));
    return;
  }
  const opened = await addFiles(paths);
  if (opened !== undefined) {
    useOpened.getState().open(opened);
  }
}

/**
 * Adds what is dropped on the view as sources: OCI layouts, archives, descriptor files, lists of references, and text.
 * A recipe or a plan that is dropped alone is opened.
 * Text that is dropped on a field goes into the field.
 */
export function useDropAnywhere(): Drop {
  const [isOver, setIsOver] = useState(false);
  const isOwnDrag = useOwnDrag();

  /** Claims the event if it carries files or text. */
  function claim(event: DragEvent): boolean {
    const { types } = event.dataTransfer;
    const isText = types.includes("text/plain") && !isTextField(event.target);
    if (isOwnDrag.current || !(types.includes("Files") || isText)) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function onOver(event: DragEvent): void {
    const isClaimed = claim(event);
    if (isClaimed) {
      event.dataTransfer.dropEffect = "copy";
    }
    setIsOver(isClaimed);
  }

  return {
    isOver,
    handlers: {
      onDragEnterCapture: onOver,
      onDragOverCapture: onOver,
      onDragLeaveCapture: (event) => {
        const isInside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!isInside) {
          setIsOver(false);
        }
      },
      onDropCapture: (event) => {
        setIsOver(false);
        if (!claim(event)) {
          return;
        }
        void addData(event.dataTransfer);
      },
    },
  };
}
