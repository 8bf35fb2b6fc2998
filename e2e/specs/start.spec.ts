import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { findExecutable } from "../launch.ts";

const top = resolve(import.meta.dirname, "../..");

test("a data folder that cannot be written is named, and the app does not just end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "manifestry-start-"));
  let child: ChildProcess | undefined;
  try {
    // Below a file: root writes to every folder.
    const userData = join(folder, "file/data");
    await writeFile(join(folder, "file"), "");
    const started = spawn(findExecutable(), ["--no-sandbox", "--disable-gpu", top], {
      env: { ...process.env, MANIFESTRY_USER_DATA: userData },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child = started;
    const output = await new Promise<string>((done) => {
      let text = "";
      started.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes("cannot start")) {
          done(text);
        }
      });
      started.once("exit", () => done(text));
    });
    expect(output).toContain(
      `Manifestry cannot start: Its data folder ${userData} cannot be written: ENOTDIR.`,
    );
    // The message stays until somebody has read it.
    expect(started.exitCode).toBeNull();
  } finally {
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  }
});
