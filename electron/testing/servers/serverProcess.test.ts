import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { startServerProcess } from "./serverProcess.ts";

/** Prints what it is told to, then listens at its port. */
const script = `const [, port] = process.argv;
require("node:net").createServer().listen(Number(port), "127.0.0.1", () => console.log("listening"));`;

test("where the program is missing, the error names the package that it comes in", async () => {
  const started = startServerProcess({
    file: "no-such-program",
    package: "no-such-package",
    prepare: () => Promise.resolve([]),
    ready: /never/,
  });
  await expect(started).rejects.toThrow("Debian's package no-such-package");
});

test("where the program ends at once, the error has its words", async () => {
  const started = startServerProcess({
    file: process.execPath,
    package: "nodejs",
    prepare: () => Promise.resolve(["-e", "console.error('no, thanks'); process.exit(3)"]),
    ready: /never/,
  });
  await expect(started).rejects.toThrow(/ended with 3\nno, thanks$/);
});

test("a port that was taken meanwhile is given up for another; nothing is left behind", async () => {
  const other = createServer();
  await once(other.listen(0, "127.0.0.1"), "listening");
  const taken = (other.address() as AddressInfo).port;
  let asked = 0;
  const serverProcess = await startServerProcess({
    file: process.execPath,
    package: "nodejs",
    prepare: (port) => {
      asked += 1;
      return Promise.resolve(["-e", script, String(asked === 1 ? taken : port)]);
    },
    ready: /^listening$/,
  });
  other.close();
  expect(asked).toBe(2);
  expect(await serverProcess.stop()).toEqual(["listening"]);
  await serverProcess.remove();
  expect(existsSync(serverProcess.folder)).toBe(false);
});
