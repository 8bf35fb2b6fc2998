import { type DragEvent, useState } from "react";
import { api } from "../../../api.ts";
import { useCompose } from "../composeStore.ts";

interface FileDrop {
  readonly isOver: boolean;
  /** For the element that takes files; in the capture phase, before the list's own drag and drop. */
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

/** Takes files and folders that are dropped: OCI layouts, archives and descriptor files become sources. */
export function useFileDrop(): FileDrop {
  const [isOver, setOver] = useState(false);
  const addFiles = useCompose((state) => state.addFiles);

  function take(event: DragEvent): boolean {
    if (!hasFiles(event)) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function over(event: DragEvent): void {
    if (take(event)) {
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    }
  }

  return {
    isOver,
    handlers: {
      onDragEnterCapture: over,
      onDragOverCapture: over,
      onDragLeaveCapture: (event) => {
        const inside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside) {
          setOver(false);
        }
      },
      onDropCapture: (event) => {
        setOver(false);
        if (take(event)) {
          const paths = [...event.dataTransfer.files].map((file) => api.pathForFile(file));
          void addFiles(paths.filter((path) => path !== ""));
        }
      },
    },
  };
}
