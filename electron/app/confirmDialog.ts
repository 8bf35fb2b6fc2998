import { dialog } from "electron";
import { currentWindow } from "./window.ts";

/** A question that the page cannot answer for the person. */
export interface Question {
  /** What is to be decided, as a question. */
  readonly message: string;
  /** What follows from a yes. */
  readonly detail: string;
  /** The button for yes, as a verb; the other one is Cancel, which has the focus. */
  readonly action: string;
}

/** Ask in a dialog of the system, which nothing in the page can press. @returns whether the person agreed */
export async function confirmInDialog({ message, detail, action }: Question): Promise<boolean> {
  const options = {
    type: "warning" as const,
    message: showAll(message),
    detail: showAll(detail),
    buttons: ["Cancel", action],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const window = currentWindow();
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options);
  return response === 1;
}

/** Text with its invisible characters written out: a path must not look like another. */
function showAll(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    char === "\n" ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}
