import type { Keys } from "./signFeeds.ts";

/** Takes the keys of feeds out of the environment: no other program needs the private one. @returns "" for a missing key */
export function updateKeys(): Keys {
  const keys = {
    key: process.env.MANIFESTRY_UPDATE_KEY?.trim() ?? "",
    signingKey: process.env.MANIFESTRY_UPDATE_SIGNING_KEY?.trim() ?? "",
  };
  delete process.env.MANIFESTRY_UPDATE_SIGNING_KEY;
  return keys;
}
