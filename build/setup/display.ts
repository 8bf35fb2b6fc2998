import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

export interface Display {
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Whether windows need a virtual display here. */
export function lacksDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY;
}

/**
 * Start Xvfb on a display number that it finds free itself.
 * @returns the environment of programs that use it
 */
export async function startDisplay(): Promise<Display> {
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1280x960x24", "-nolisten", "tcp", "-noreset"],
    // In a process group of its own, so that Ctrl-C in the terminal ends the window first.
    { detached: true, stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const number = await readNumber(server);
  return {
    env: {
      DISPLAY: `:${number}`,
      MANIFESTRY_VIRTUAL_DISPLAY: "1",
      // Since Electron 38, windows open in a Wayland session that this names, also without one.
      XDG_SESSION_TYPE: "x11",
    },
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) {
        return;
      }
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}

async function readNumber(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3] as Readable;
  const failed = new Promise<never>((_, reject) => {
    server.once("error", (error) => reject(new Error(`Xvfb did not start: ${error.message}`)));
    server.once("exit", (code) => reject(new Error(`Xvfb ended with code ${code}.`)));
  });
  const [chunk] = (await Promise.race([once(pipe, "data"), failed])) as [Buffer];
  failed.catch(() => undefined);
  return chunk.toString().trim();
}
