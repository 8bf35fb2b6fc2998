import { createPublicKey, verify } from "node:crypto";
import { signedText } from "../../../shared/updates.ts";

/**
 * Checks that a feed was made by who made this app. Electron-updater compares the SHA-512 of a download with its feed; on
 * Linux nothing else proves where the feed is from.
 * @param feed as read, with its `signature` in base64
 * @param key the public Ed25519 key as SPKI in base64
 * @throws Error if the feed is not signed, or by another key
 */
export function checkSignature(
  feed: Parameters<typeof signedText>[0] & { readonly signature?: unknown },
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
    Buffer.from(signedText(feed)),
    publicKey,
    Buffer.from(signature, "base64"),
  );
  if (!isGood) {
    throw new Error(`Version ${feed.version} is not signed by the makers of this app.`);
  }
}
