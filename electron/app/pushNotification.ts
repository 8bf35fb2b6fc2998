import { Notification } from "electron";
import type { Failure } from "../../shared/errors.ts";
import type { Plan } from "../../shared/plan.ts";
import { pushWords } from "../../shared/pushWords.ts";
import { emit } from "../ipc/emit.ts";
import { currentWindow, focusWindow } from "./window.ts";

/** A push that ended. */
export interface EndedPush {
  readonly jobId: string;
  readonly kind: Plan["kind"];
  /** Its targets. */
  readonly name: string;
  readonly failure: Failure | undefined;
}

/** Notifications on the screen. One that is garbage-collected would lose its click handler. */
const open = new Set<Notification>();

/**
 * Notifies the user of the end of a push while the window does not have the focus. A click on the notification shows
 * the result.
 */
export function notifyPushEnd({ jobId, kind, name, failure }: EndedPush): void {
  const window = currentWindow();
  if (window === undefined || window.isFocused() || !Notification.isSupported()) {
    return;
  }
  const { noun, imperative } = pushWords[kind];
  const notification = new Notification({
    title: failure === undefined ? `${imperative} finished` : `The ${noun} did not finish`,
    body: failure === undefined ? name : `${name}: ${failure.message}`,
  });
  open.add(notification);
  notification.on("click", () => {
    open.delete(notification);
    focusWindow();
    emit("push:show", { jobId });
  });
  notification.on("close", () => open.delete(notification));
  notification.show();
}
