import { Notification } from "electron";
import type { Failure } from "../../shared/errors.ts";
import type { JournalKind } from "../../shared/journal.ts";
import { pushWords } from "../../shared/pushWords.ts";
import { emit } from "../ipc/emit.ts";
import { currentWindow, focusWindow } from "./window.ts";

/** A push or a deletion that ended. */
export interface EndedPush {
  readonly jobId: string;
  readonly kind: JournalKind;
  /** Its targets; of a deletion its repository. */
  readonly name: string;
  readonly failure: Failure | undefined;
}

/** Notifications on the screen. One that is garbage-collected would lose its click handler. */
const open = new Set<Notification>();

/**
 * Notifies the user of the end of a push or a deletion while the window does not have the focus. A click on the
 * notification shows the result, which the window shows of a deletion as it is.
 */
export function notifyPushEnd({ jobId, kind, name, failure }: EndedPush): void {
  const window = currentWindow();
  if (window === undefined || window.isFocused() || !Notification.isSupported()) {
    return;
  }
  const { noun } = pushWords[kind];
  const notification = new Notification({
    title:
      failure === undefined
        ? `${noun.charAt(0).toUpperCase()}${noun.slice(1)} finished`
        : `The ${noun} did not finish`,
    body: failure === undefined ? name : `${name}: ${failure.message}`,
  });
  open.add(notification);
  notification.on("click", () => {
    open.delete(notification);
    focusWindow();
    if (kind !== "delete") {
      emit("push:show", { jobId });
    }
  });
  notification.on("close", () => open.delete(notification));
  // Since Electron 42, macOS shows those of signed apps only.
  notification.on("failed", () => open.delete(notification));
  notification.show();
}
