import { createPublicKey, verify } from "node:crypto";
import { signedText } from "../../../shared/updates.ts";

/**
 * Checks that a feed was made by who made this app. Electron-updater compares the SHA-512 of a download with its feed; on
 * Linux nothing else proves where the feed is from.
 * @param name of the feed's file, as this system and architecture read it
 * @param feed as read, with its `signature` in base64
 * @param key the public Ed25519 key as SPKI in base64
 * @throws Error if the feed is not signed, or by another key
 */
export function checkSignature(
  name: string,
  feed: Parameters<typeof signedText>[1] & { readonly signature?: unknown },
  key: string,
): void {
  const signature = typeof feed.signature === "string" ? feed.signature : "";
  const publicKey = createPublicKey({
    key: Buffer.from(key, "base64"),
    format: "der",
    type: "spki",
  });
  const isGood = verify(
    undefined,
    Buffer.from(signedText(name, feed)),
    publicKey,
    Buffer.from(signature, "base64"),
  );
  if (!isGood) {
    throw new Error(`Version ${feed.version} is not signed by the makers of this app.`);
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
