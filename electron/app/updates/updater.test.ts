import { EventEmitter } from "node:events";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { markUnfinished, runJob } from "../../ipc/jobs.ts";
import type * as updater from "./updater.ts";

const state = vi.hoisted(() => ({
  /** Installations, and whether each starts the new version. */
  installed: [] as boolean[],
  quits: 0,
}));
const server = vi.hoisted(() => ({
  download: (_token: { readonly cancel: () => void }): Promise<unknown> => Promise.resolve([]),
}));
const app = vi.hoisted(() => ({ emitter: undefined as unknown as EventEmitter }));

vi.mock("electron", () => ({
  app: {
    isPackaged: false,
    once: (event: string, listener: () => void) => app.emitter.once(event, listener),
    quit: () => {
      state.quits++;
    },
  },
}));
vi.mock("electron-updater", () => ({
  default: {
    CancellationToken: class {
      cancel = vi.fn();
    },
  },
}));
vi.mock("../appLog.ts", () => ({ appLog: () => ({ warn: () => {} }) }));
vi.mock("../versions.ts", () => ({ isTestPackage: () => false }));
vi.mock("../../ipc/emit.ts", () => ({ emit: () => {} }));
vi.mock("./loadUpdater.ts", () => ({
  loadUpdater: () =>
    Promise.resolve({
      updater: Object.assign(new EventEmitter(), {
        checkForUpdates: () =>
          Promise.resolve({
            isUpdateAvailable: true,
            updateInfo: { version: "9.1.0", files: [{ size: 1 }] },
          }),
        downloadUpdate: (token: { readonly cancel: () => void }) => server.download(token),
      }),
      guard: { limit: () => {}, takeRefusal: () => undefined },
      install: (restarts: boolean) => state.installed.push(restarts),
    }),
}));

let updates: typeof updater;
beforeAll(async () => {
  app.emitter = new EventEmitter();
  vi.stubEnv("MANIFESTRY_TEST_UPDATES", "config key");
  vi.stubEnv("APPIMAGE", undefined);
  updates = await import("./updater.ts");
  await updates.checkForUpdates();
});
beforeEach(() => {
  Object.assign(state, { installed: [], quits: 0 });
});

it.each(["compose", "restore", "delete"] as const)(
  "does not install an update while a job of the kind %s runs",
  async (kind) => {
    await runJob("job-1", async () => {
      markUnfinished({ jobId: "job-1", kind, targets: "ghcr.io/acme/app:1", following: 0 });
      await expect(updates.installUpdate()).rejects.toMatchObject({ code: "busy" });
    });
    expect(state).toEqual({ installed: [], quits: 0 });
  },
);

it("installs when the app has quit, not before, and not if it ends with an error", async () => {
  expect(updates.updateState()).toEqual({ kind: "ready", version: "9.1.0" });
  // A job that only reads keeps nothing from it.
  await runJob("job-2", async () => await updates.installUpdate());
  expect(state).toEqual({ installed: [], quits: 1 });
  app.emitter.listeners("quit").forEach((listener) => listener({}, 1));
  expect(state.installed).toEqual([]);
  app.emitter.emit("quit", {}, 0);
  expect(state.installed).toEqual([true]);
});

it.runIf(process.platform === "linux")(
  "does not quit to fail: its folder must be writable",
  async () => {
    vi.stubEnv("APPIMAGE", "/nowhere/Manifestry.AppImage");
    await expect(updates.installUpdate()).rejects.toMatchObject({ code: "disk" });
    expect(state.quits).toBe(0);
  },
);

it("says why a download that stalls has ended, and downloads again", async () => {
  vi.resetModules();
  const again = await import("./updater.ts");
  vi.useFakeTimers();
  const { download } = server;
  const started = Promise.withResolvers<void>();
  server.download = async (token) => {
    const ended = Promise.withResolvers<never>();
    vi.mocked(token.cancel).mockImplementation(() => ended.reject(new Error("cancelled")));
    started.resolve();
    return await ended.promise;
  };
  const checked = again.checkForUpdates();
  await started.promise;
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  await checked;
  server.download = download;
  expect(again.updateState()).toEqual({
    kind: "failed",
    message: "The server sent nothing for 60 seconds.",
  });
  await again.checkForUpdates();
  expect(again.updateState()).toEqual({ kind: "ready", version: "9.1.0" });
});
