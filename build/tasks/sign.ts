import { resolve } from "node:path";
import { signFeeds } from "../package/signFeeds.ts";
import { updateKeys } from "../package/updateKeys.ts";

/** Sign the feeds of updates in a folder, `dist` or the argument, with the keys that build/README.md describes. */
export async function run([folder = "dist"]: readonly string[]): Promise<number> {
  const { key, signingKey } = updateKeys();
  if (key === "" && signingKey === "") {
    console.log("Nothing is signed: there are no keys, and so no updates.");
    return 0;
  }
  if (key === "" || signingKey === "") {
    console.error("A feed needs both keys that build/README.md describes.");
    return 1;
  }
  const names = await signFeeds(resolve(folder), { key, signingKey });
  if (names.length === 0) {
    console.error(`${resolve(folder)} contains no feeds.`);
    return 1;
  }
  console.log(`Signed: ${names.join(", ")}`);
  return 0;
}
