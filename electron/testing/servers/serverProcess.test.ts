import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { startServerProcess } from "./serverProcess.ts";

/** Prints its arguments, then listens on its port. */
const script = `const [, port] = process.argv;
require("node:net").createServer().listen(Number(port), "127.0.0.1", () => console.log("listening"));`;

test("names the package of a missing program in the error", async () => {
  const started = startServerProcess({
    file: "no-such-program",
    package: "no-such-package",
    prepare: () => Promise.resolve([]),
    ready: /never/,
  });
  await expect(started).rejects.toThrow("Debian's package no-such-package");
});

test("includes the output of a program that exits at once", async () => {
  const started = startServerProcess({
    file: process.execPath,
    package: "nodejs",
    prepare: () => Promise.resolve(["-e", "console.error('no, thanks'); process.exit(3)"]),
    ready: /never/,
  });
  await expect(started).rejects.toThrow(/ended with 3\nno, thanks$/);
});

test("retries with another port if the port is taken, and removes the folder", async () => {
  const other = createServer();
  await once(other.listen(0, "127.0.0.1"), "listening");
  const taken = (other.address() as AddressInfo).port;
  let requested = 0;
  const serverProcess = await startServerProcess({
    file: process.execPath,
    package: "nodejs",
    prepare: (port) => {
      requested += 1;
      return Promise.resolve(["-e", script, String(requested === 1 ? taken : port)]);
    },
    ready: /^listening$/,
  });
  other.close();
  expect(requested).toBe(2);
  expect(await serverProcess.stop()).toEqual(["listening"]);
  await serverProcess.remove();
  expect(existsSync(serverProcess.folder)).toBe(false);
});
