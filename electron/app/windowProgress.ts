import type { JournalKind } from "../../shared/journal.ts";
import { pushWords } from "../../shared/pushWords.ts";
import { currentWindow } from "./window.ts";

/** The title of the window, as in renderer/index.html. */
const appTitle = "Manifestry";

/** Above 1, Electron shows a progress bar without a value. */
const unknownProgress = 2;

/** The job id of the push or deletion that the title and the taskbar show. */
let shown: string | undefined;

/** How far a push or a deletion is. */
interface JobProgress {
  readonly jobId: string;
  readonly kind: JournalKind;
  /** The part that is done, from 0 to 1; undefined if unknown. */
  readonly share: number | undefined;
}

/** Shows the progress of a push or a deletion in the window's title and in the taskbar or Dock. */
export function showProgress({ jobId, kind, share }: JobProgress): void {
  shown = jobId;
  const window = currentWindow();
  const text = share === undefined ? pushWords[kind].running : `${Math.floor(share * 100)} %`;
  window?.setTitle(`${text} – ${appTitle}`);
  window?.setProgressBar(share ?? unknownProgress);
}

/**
 * Ends the progress of a push or a deletion, unless another one is shown.
 * @param hasFailed marks the taskbar until the user has seen the window, or another one starts
 */
export function endProgress(jobId: string, hasFailed: boolean): void {
  if (shown !== jobId) {
    return;
  }
  shown = undefined;
  const window = currentWindow();
  if (window === undefined) {
    return;
  }
  window.setTitle(appTitle);
  if (!hasFailed) {
    window.setProgressBar(-1);
    return;
  }
  window.setProgressBar(1, { mode: "error" });
  const clear = (): void => {
    if (shown === undefined) {
      window.setProgressBar(-1);
    }
  };
  // A window that has the focus keeps the mark until the user leaves it.
  if (window.isFocused()) {
    window.once("blur", clear);
  } else {
    window.once("focus", clear);
  }
}
