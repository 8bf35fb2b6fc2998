import os from "node:os";
import path from "node:path";
import process from "node:process";
import { app } from "electron";
import { type LogFile, openLogFile } from "../storage/logFile.ts";
import { describeError } from "./describeError.ts";
import { sessionEnd, sessionStart } from "./lastSession.ts";
import { limitMessages } from "./limitMessages.ts";

let current: LogFile | undefined;

/** Errors of renderers that are logged; one page must not replace the rest of the log. */
const rendererErrors = { max: 100, window: 60_000 };

/** Whether `MANIFESTRY_DEBUG=http` asks for a line per HTTP request. */
export const isHttpLogged = process.env.MANIFESTRY_DEBUG === "http";

/** Returns the app's log, in the folder `logs` of its data folder. */
export function appLog(): LogFile {
  current ??= openLogFile(path.join(app.getPath("userData"), "logs"), { isDebug: isHttpLogged });
  return current;
}

/** Logs the start and the end of the app, and from then on what fails unexpectedly in the main process and the renderers. */
export function logFailures(): void {
  const log = appLog();
  const logRendererError = limitMessages(
    (message) => log.error(`Renderer: ${message}`),
    rendererErrors,
  );
  log.info(
    `${sessionStart} ${app.getVersion()} starts: Electron ${process.versions.electron}, ${os.type()} ${os.release()} ${process.arch}`,
  );
  const logEnd = logOnce(() => log.info(sessionEnd));
  app.on("quit", logEnd);
  app.on("browser-window-created", (_event, window) => {
    // Windows ends the app without the event above.
    window.on("session-end", logEnd);
  });
  // The monitor leaves it to Electron what happens next.
  process.on("uncaughtExceptionMonitor", (error, origin) => {
    log.error(`${origin}: ${describeError(error)}`);
  });
  process.on("unhandledRejection", (reason) => {
    log.error(`Unhandled rejection: ${describeError(reason)}`);
  });
  app.on("child-process-gone", (_event, { type, reason, exitCode, name }) => {
    log.error(`The process ${name ?? type} ended: ${reason}, exit code ${exitCode}`);
  });
  app.on("render-process-gone", (_event, _contents, { reason, exitCode }) => {
    log.error(`The renderer ended: ${reason}, exit code ${exitCode}`);
  });
  app.on("web-contents-created", (_event, contents) => {
    contents.on("preload-error", (_preload, _path, error) => {
      log.error(`The preload script failed: ${describeError(error)}`);
    });
    contents.on("unresponsive", () => log.warn("The renderer does not respond."));
    // React reports errors of components, and Chromium uncaught errors, to the console.
    contents.on("console-message", (details, ...positional: readonly unknown[]) => {
      const message = consoleError(details, positional);
      if (message !== undefined) {
        logRendererError(message);
      }
    });
  });
}

function logOnce(write: () => void): () => void {
  let isWritten = false;
  return () => {
    if (!isWritten) {
      isWritten = true;
      write();
    }
  };
}

/**
 * Returns the text of a console message that is an error, with its place.
 * @param positional what Electron up to 34 passes in place of details: level, message, line, source
 */
function consoleError(
  details: Partial<Electron.WebContentsConsoleMessageEventParams>,
  positional: readonly unknown[],
): string | undefined {
  if (details.level === undefined) {
    const [level, message, line, source] = positional;
    return level === 3 ? `${String(message)} (${String(source)}:${String(line)})` : undefined;
  }
  const { level, message, sourceId, lineNumber } = details;
  return level === "error" ? `${message} (${sourceId}:${lineNumber})` : undefined;
}
