import { type DragEvent, useState } from "react";
import { api } from "../../../api.ts";
import { useCompose } from "../composeStore.ts";

interface FileDrop {
  readonly isOver: boolean;
  /** Handlers for the drop area. They capture events before the list's own drag and drop. */
  readonly handlers: {
    readonly onDragOverCapture: (event: DragEvent) => void;
    readonly onDragEnterCapture: (event: DragEvent) => void;
    readonly onDragLeaveCapture: (event: DragEvent) => void;
    readonly onDropCapture: (event: DragEvent) => void;
  };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** Adds dropped files and folders as sources: OCI layouts, archives and descriptor files. */
export function useFileDrop(): FileDrop {
  const [isOver, setIsOver] = useState(false);
  const addFiles = useCompose((state) => state.addFiles);

  /** Claims the event if it carries files. */
  function claim(event: DragEvent): boolean {
    if (!hasFiles(event)) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function onOver(event: DragEvent): void {
    if (claim(event)) {
      event.dataTransfer.dropEffect = "copy";
      setIsOver(true);
    }
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
        if (claim(event)) {
          const paths = [...event.dataTransfer.files].map((file) => api.pathForFile(file));
          void addFiles(paths.filter((path) => path !== ""));
        }
      },
    },
  };
}
