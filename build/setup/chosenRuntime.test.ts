import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { installChosenRuntime } from "./chosenRuntime.ts";

const version = "33.9.9";
const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;

let folder: string;
let server: Server;
let served: Buffer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "chosen-runtime-"));
  served = zipOf("version", version);
  server = createServer(({ url }, response) => {
    response.writeHead(url === `/v${version}/${name}` ? 200 : 404).end(served);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("ELECTRON_MIRROR", `http://127.0.0.1:${port}/`);
  // Stands in for npm: packs a package electron that knows the checksum.
  const npm = join(folder, "npm.cjs");
  const checksums = { [name]: createHash("sha256").update(served).digest("hex") };
  writeFileSync(
    npm,
    `const { execFileSync } = require("child_process");
const { mkdirSync, writeFileSync } = require("fs");
const folder = process.argv[process.argv.indexOf("--pack-destination") + 1];
if (process.argv[3] !== "electron@33") throw new Error("another package: " + process.argv);
mkdirSync(folder + "/package");
writeFileSync(folder + "/package/package.json", '{"version":"${version}"}');
writeFileSync(folder + "/package/checksums.json", '${JSON.stringify(checksums)}');
execFileSync("tar", ["-czf", "electron.tgz", "package"], { cwd: folder });
`,
  );
  vi.stubEnv("npm_execpath", npm);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

it("installs the newest Electron of a release line, and keeps it", async () => {
  const store = join(folder, "store");
  const home = await installChosenRuntime("33", store);
  expect(readFileSync(join(home, "version"), "utf8")).toBe(version);
  served = Buffer.from("gone");
  expect(await installChosenRuntime("33", store)).toBe(home);
  expect(readdirSync(store)).toHaveLength(1);
});

it("keeps nothing whose checksum is another than that in the npm package", async () => {
  served = zipOf("version", "a changed one");
  const store = join(folder, "store");
  await expect(installChosenRuntime("33", store)).rejects.toThrow(/checksum/i);
  expect(readdirSync(store)).toEqual([]);
});

it.each(["", "../x", "33 || 34", "nightly", "33.x"])("%j names no Electron", async (spec) => {
  await expect(installChosenRuntime(spec, folder)).rejects.toThrow("MANIFESTRY_ELECTRON is 33");
});

/** A zip file with one file, not compressed (PKWARE's APPNOTE 4.3). */
function zipOf(file: string, text: string): Buffer {
  const title = Buffer.from(file);
  const content = Buffer.from(text);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, title, content]);
  const entry = Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), common, Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
