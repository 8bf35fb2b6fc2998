import { createPublicKey, verify } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";
import { type Feed, signedText } from "../../../shared/updates.ts";

/** In bytes. A feed of ours has less than 1 KB. */
export const maxFeedSize = 64 * 1024;

/** What else a feed contains is not signed, and is dropped: release notes, staged rollouts, files that an installer downloads. */
const feedSchema = z.object({
  version: z.string().max(64),
  files: z
    .array(
      z.object({
        url: z.string().max(1024),
        sha512: z.string().max(128),
        size: z.int().positive(),
      }),
    )
    .min(1)
    .max(20),
});
const signatureSchema = z.object({ signature: z.string().max(128) });

/**
 * Reads a feed, of which only what its signature covers is returned: electron-updater compares a download with the
 * SHA-512 in its feed, and on Linux nothing else proves where the feed is from.
 * @param name of the feed's file, as this system and architecture read it
 * @param key the public Ed25519 key as SPKI in base64
 * @throws Error if it is no feed, is not signed, or is signed by another key or under another name
 */
export function readFeed(name: string, text: string, key: string): Feed {
  const content = parseFeed(text);
  const feed = feedSchema.safeParse(content);
  const signed = signatureSchema.safeParse(content);
  if (!feed.success) {
    throw new Error("The server has no list of updates at this address.");
  }
  const publicKey = createPublicKey({
    key: Buffer.from(key, "base64"),
    format: "der",
    type: "spki",
  });
  const signature = Buffer.from(signed.data?.signature ?? "", "base64");
  if (!verify(undefined, Buffer.from(signedText(name, feed.data)), publicKey, signature)) {
    throw new Error("The list of updates is not signed by the makers of this app.");
  }
  return feed.data;
}

function parseFeed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    // A page of a network that asks for a login, for example.
    return undefined;
  }
}

/** The name of the feed's file for a system: that of electron-updater's generic provider, and of build/tasks/package.ts. */
export function feedName(platform: NodeJS.Platform, arch: string): string {
  const suffix = arch === "x64" ? "" : `-${arch}`;
  switch (platform) {
    case "darwin":
      return "latest-mac.yml";
    case "win32":
      return `latest${suffix}.yml`;
    default:
      return `latest-linux${suffix}.yml`;
  }
}
