import type { ChildProcess } from "node:child_process";

/**
 * Resolves with the URL that Chromium prints once its debugging port is open (`--remote-debugging-port=0`).
 * @param app started with a pipe for its standard error
 * @throws Error if the app ends first, with its output
 */
export function readDebuggingAddress(app: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let printed = "";
    app.stderr?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
      if (address !== undefined) {
        done(address);
      }
    });
    app.once("error", fail);
    app.once("exit", (code, signal) =>
      fail(new Error(`The app ended with ${code ?? signal}: ${printed.trim()}`)),
    );
  });
}
