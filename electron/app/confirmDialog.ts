import { dialog } from "electron";
import { orderButtons } from "./buttonOrder.ts";
import { escapeInvisible } from "./questionText.ts";
import { currentWindow } from "./window.ts";

/** A question that only the user can answer, not the page. */
export interface Question {
  /** As a question. */
  readonly message: string;
  /** The consequences. */
  readonly detail: string;
  /** The label of the button that confirms, as a verb. Cancel has the focus. */
  readonly action: string;
}

/** Asks in a native dialog, which the page cannot control. @returns whether the user confirmed */
export async function confirmInDialog({ message, detail, action }: Question): Promise<boolean> {
  const { buttons, cancelId, actionId } = orderButtons("Cancel", action);
  const options = {
    type: "warning" as const,
    message: escapeInvisible(message),
    detail: escapeInvisible(detail),
    buttons,
    defaultId: cancelId,
    cancelId,
    noLink: true,
  };
  const window = currentWindow();
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options);
  return response === actionId;
}
