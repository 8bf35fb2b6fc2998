import { expect, it, vi } from "vitest";

type Listener = (event: { readonly senderFrame: unknown }, input: unknown) => Promise<unknown>;
const listeners = vi.hoisted(() => new Map<string, Listener>());
vi.mock("electron", () => ({
  ipcMain: {
    handle: (channel: string, listener: Listener) => listeners.set(channel, listener),
  },
}));
vi.mock("../app/window.ts", () => ({ currentWindow: () => undefined }));
vi.mock("../app/appLog.ts", () => ({ appLog: () => ({ error: () => {} }) }));
vi.mock("../security/sender.ts", () => ({ isTrustedSender: (frame: unknown) => frame === "page" }));

const { answerChannels, handle } = await import("./handle.ts");

async function ask(channel: string, input: unknown, senderFrame = "page"): Promise<unknown> {
  return JSON.parse(String(await listeners.get(channel)?.({ senderFrame }, input)));
}

it("registers the other handlers at the first request for one, before later requests", async () => {
  const calls: string[] = [];
  handle("window:saved", () => {
    calls.push("saved");
    return null;
  });
  handle("job:cancel", ({ jobId }) => {
    calls.push(`cancel ${jobId}`);
    return null;
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  let registrations = 0;
  answerChannels(async () => {
    registrations += 1;
    await promise;
    handle("preview:scripts", ({ jobId }) => {
      calls.push(`job ${jobId}`);
      return [];
    });
  });
  expect(await ask("window:saved", {})).toMatchObject({ ok: true });
  expect(registrations).toBe(0);
  const job = ask("preview:scripts", { jobId: "1", previewId: "p" });
  const cancelled = ask("job:cancel", { jobId: "1" });
  resolve();
  expect(await Promise.all([job, cancelled])).toMatchObject([{ ok: true }, { ok: true }]);
  expect(calls).toEqual(["saved", "job 1", "cancel 1"]);
  await ask("preview:scripts", { jobId: "2", previewId: "p" });
  expect(registrations).toBe(1);
});

it("tries again where the handlers could not be loaded, and refuses other senders", async () => {
  let fails = true;
  answerChannels(() => {
    if (fails) {
      return Promise.reject(new Error("no file"));
    }
    handle("preview:scripts", () => []);
    handle("preview:losses", () => ({ losses: [], findings: [] }));
    return Promise.resolve();
  });
  const input = { jobId: "1", previewId: "p" };
  await expect(ask("preview:losses", input)).rejects.toThrow("no file");
  fails = false;
  expect(await ask("preview:losses", input)).toMatchObject({ ok: true });
  await expect(ask("preview:losses", input, "other")).rejects.toThrow("Refused.");
});
