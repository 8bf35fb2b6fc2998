import type { WebFrameMain } from "electron";
import { appOrigin } from "./appOrigin.ts";

/** The properties of a frame that are checked. */
export type SenderFrame = Pick<WebFrameMain, "frameTreeNodeId" | "origin" | "parent">;

/**
 * Whether a message comes from the app's page: the main frame of its window, with its origin (checklist, item 17).
 *
 * @param frame read synchronously in the listener; null if the frame was closed or has navigated
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
