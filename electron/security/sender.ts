import type { WebFrameMain } from "electron";
import { appOrigin } from "./appOrigin.ts";

/** What is looked at of a frame. */
export type SenderFrame = Pick<WebFrameMain, "frameTreeNodeId" | "origin" | "parent">;

/**
 * Whether a message comes from our page: the main frame of our window, showing our origin
 * (checklist, item 17). The frame must have been read in the listener's first, synchronous part;
 * it is null when the frame has gone or navigated since.
 */
export function isTrustedSender(
  frame: SenderFrame | null,
  mainFrame: SenderFrame | undefined,
): boolean {
  return (
    frame !== null &&
    mainFrame !== undefined &&
    frame.parent === null &&
    frame.frameTreeNodeId === mainFrame.frameTreeNodeId &&
    frame.origin === appOrigin
  );
}
