import { app, type BrowserWindow, dialog } from "electron";
import type { Crash } from "../../shared/crash.ts";
import { countKinds } from "../../shared/pushWords.ts";
import { appUrl } from "../security/appOrigin.ts";
import { cancelOtherJobs, unfinishedJobs } from "../ipc/jobs.ts";
import { appLog } from "./appLog.ts";
import { orderButtons } from "./buttonOrder.ts";
import { CrashLoop } from "./crashLoop.ts";
import { findCrash } from "./lastSession.ts";

/** Lines of the log that are searched for the end of the last session. */
const maxLogLines = 1000;

type LastCrash = { readonly kind: "page" } | Extract<Crash, { kind: "app" }>;

let current: LastCrash | undefined;

/** Looks in the log for a crash of the last session. Must be called before this session logs. */
export function readLastSession(): void {
  const found = findCrash(appLog().lastLines(maxLogLines));
  current = found?.kind === "app" ? found : undefined;
}

/** Returns what crashed and was not dismissed yet. */
export function lastCrash(): Crash | undefined {
  return current?.kind === "page" ? { kind: "page", unfinished: unfinishedJobs() } : current;
}

/** The user has seen the crash. */
export function dismissCrash(): void {
  current = undefined;
}

/**
 * Loads the page again when its process ends without being asked to. Pushes and deletions continue; other jobs are
 * cancelled, since nothing waits for them. If the page ends again and again, the user decides what to do. A page that
 * hangs can be ended by the user.
 */
export function recoverPage(window: BrowserWindow): void {
  const loop = new CrashLoop();
  const { webContents } = window;
  webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || window.isDestroyed()) {
      return;
    }
    cancelOtherJobs();
    current = { kind: "page" };
    // Later: Chromium is still handling the end of the process, and Electron 42 ends if a page is loaded meanwhile.
    const load = (): void =>
      void setImmediate(() => {
        if (!window.isDestroyed()) {
          void window.loadURL(appUrl);
        }
      });
    if (loop.add(Date.now())) {
      void askToLoad(window).then((again) => {
        loop.reset();
        return again ? load() : app.quit();
      });
    } else {
      load();
    }
  });
  offerToEndHangingPage(window);
}

/**
 * @returns whether to load the page again; the alternative is to quit. Also when the app quits meanwhile, as at the end of a
 *   desktop session: an open question would keep its window, and so the app.
 */
async function askToLoad(window: BrowserWindow): Promise<boolean> {
  const { buttons, cancelId, actionId } = orderButtons("Quit", "Try Again");
  const quitting = new AbortController();
  const { signal } = quitting;
  const abort = (): void => quitting.abort();
  app.once("before-quit", abort);
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    message: "The window keeps crashing.",
    detail: `Your draft is saved. ${describeUnfinished()}Report the crash with the log in ${appLog().folder}.`,
    buttons,
    defaultId: actionId,
    cancelId,
    noLink: true,
    signal,
  });
  app.off("before-quit", abort);
  return response === actionId && !signal.aborted;
}

function describeUnfinished(): string {
  const kinds = countKinds(unfinishedJobs().map(({ kind }) => kind));
  return kinds.length === 0 ? "" : `Quitting asks before it stops ${kinds.join(" and ")}. `;
}

/** Asks whether to wait for a page that does not respond. The question disappears when the page responds again. */
function offerToEndHangingPage(window: BrowserWindow): void {
  let question: AbortController | undefined;
  const { webContents } = window;
  webContents.on("responsive", () => question?.abort());
  webContents.on("unresponsive", () => {
    if (question !== undefined || window.isDestroyed()) {
      return;
    }
    question = new AbortController();
    void askToReload(window, question.signal).then((reload) => {
      question = undefined;
      if (reload && !window.isDestroyed()) {
        webContents.forcefullyCrashRenderer();
      }
    });
  });
}

async function askToReload(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const { buttons, cancelId, actionId } = orderButtons("Wait", "Reload Window");
  const { response } = await dialog.showMessageBox(window, {
    type: "warning",
    message: "The window does not respond.",
    detail: "Your draft is saved. Pushes and deletions continue while the window is reloaded.",
    buttons,
    defaultId: cancelId,
    cancelId,
    noLink: true,
    signal,
  });
  return response === actionId && !signal.aborted;
}
