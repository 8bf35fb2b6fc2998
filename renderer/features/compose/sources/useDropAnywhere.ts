import { type DragEvent, useEffect, useRef, useState } from "react";
import { api } from "../../../api.ts";
import { isTextField } from "../../../ui/nativeUndo.ts";
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

/** The paths of dropped or pasted files. */
export function pathsOf(files: FileList): readonly string[] {
  return [...files].map((file) => api.pathForFile(file)).filter((path) => path !== "");
}

/**
 * Adds what is dropped on the view as sources: OCI layouts, archives, descriptor files, lists of references, and text.
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
        const { addFiles, addText } = useCompose.getState();
        const paths = pathsOf(event.dataTransfer.files);
        if (paths.length > 0) {
          void addFiles(paths);
        } else {
          addText(event.dataTransfer.getData("text/plain"));
        }
      },
    },
  };
}
