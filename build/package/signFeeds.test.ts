import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { expect, test } from "vitest";
import { readFeed } from "../../electron/app/updates/feed.ts";
import { signFeeds } from "./signFeeds.ts";

test("the app accepts a signed feed, and none that was changed or signed by another key", async () => {
  const folder = await mkdtemp(join(tmpdir(), "feeds-"));
  try {
    const file = join(folder, "latest-linux.yml");
    const feed = {
      version: "1.0.0",
      files: [{ url: "Manifestry-1.0.0.AppImage", sha512: "c2hhNTEy", size: 8 }],
      releaseDate: "2026-11-30T00:00:00.000Z",
    };
    await writeFile(file, stringify(feed));
    const pair = generateKeyPairSync("ed25519");
    const encode = ({ publicKey }: typeof pair): string =>
      publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const pem = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    await expect(
      signFeeds(folder, { signingKey: pem, key: encode(generateKeyPairSync("ed25519")) }),
    ).rejects.toThrow("is not signed");
    expect(await readFile(file, "utf8")).not.toContain("signature");
    expect(await signFeeds(folder, { signingKey: pem, key: encode(pair) })).toEqual([
      "latest-linux.yml",
    ]);

    const text = await readFile(file, "utf8");
    const signed = parse(text) as typeof feed;
    const { version, files } = feed;
    expect(readFeed("latest-linux.yml", text, encode(pair))).toEqual({ version, files });
    // Nothing that is not signed gets through.
    const more = { ...signed, packages: { x64: { path: "https://evil.example/x" } } };
    expect(readFeed("latest-linux.yml", stringify(more), encode(pair))).toEqual({ version, files });
    const [first] = files;
    const refused = [
      ["latest.yml", signed, encode(pair)],
      ["latest-linux-arm64.yml", signed, encode(pair)],
      ["latest-linux.yml", feed, encode(pair)],
      ["latest-linux.yml", { ...signed, version: "1.0.1" }, encode(pair)],
      ["latest-linux.yml", { ...signed, files: [{ ...first, url: "x" }] }, encode(pair)],
      ["latest-linux.yml", { ...signed, files: [{ ...first, sha512: "b3RoZXI=" }] }, encode(pair)],
      ["latest-linux.yml", { ...signed, files: [{ ...first, size: 9 }] }, encode(pair)],
      ["latest-linux.yml", { ...signed, files: [...files, ...files] }, encode(pair)],
      ["latest-linux.yml", signed, encode(generateKeyPairSync("ed25519"))],
    ] as const;
    for (const [name, changed, key] of refused) {
      expect(() => readFeed(name, stringify(changed), key)).toThrow("is not signed by the makers");
    }
    const bomb = `a: &a [x]\nb: &b [${"*a,".repeat(50)}]\nversion: [${"*b,".repeat(50)}]`;
    for (const wrong of ["<html>Log in</html>", "", "version: 1.0.0\nfiles: []\n", "{", bomb]) {
      expect(() => readFeed("latest-linux.yml", wrong, encode(pair))).toThrow(
        "no list of updates at this address",
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
