import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyArchive } from "./verifyArchive.ts";

const sha256OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

let folder: string;
let archive: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prove-"));
  archive = join(folder, "electron.zip");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the official bytes pass", async () => {
  writeFileSync(archive, "abc");
  await expect(verifyArchive(archive, sha256OfAbc)).resolves.toBeUndefined();
});

test("one byte more does not", async () => {
  writeFileSync(archive, "abcd");
  await expect(verifyArchive(archive, sha256OfAbc)).rejects.toThrow(
    /electron\.zip is not the official one/,
  );
});

test("no bytes do not", async () => {
  writeFileSync(archive, "");
  await expect(verifyArchive(archive, sha256OfAbc)).rejects.toThrow(
    /electron\.zip is not the official one/,
  );
});
