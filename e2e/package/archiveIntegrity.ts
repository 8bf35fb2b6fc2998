import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getRawHeader } from "@electron/asar";

/** What Electron compares with the archive of the app when it loads it: the name of the archive, and a SHA-256. */
interface IntegrityEntry {
  readonly file: string;
  readonly hash: string;
}

/**
 * Reads the entries of a macOS app (electron/docs/tutorial/asar-integrity.md: `ElectronAsarIntegrity` of its Info.plist).
 * @param app the path of the `.app`
 */
export function readMacIntegrity(app: string): readonly IntegrityEntry[] {
  const plist = readFileSync(join(app, "Contents/Info.plist"), "utf8");
  const section = plist.slice(plist.indexOf("<key>ElectronAsarIntegrity</key>"));
  const entry = /<key>([^<]+\.asar)<\/key>\s*<dict>.*?<key>hash<\/key>\s*<string>(\w+)<\/string>/gs;
  return [...section.matchAll(entry)].map(([, file = "", hash = ""]) => ({ file, hash }));
}

/**
 * Reads the entries of a Windows program: its resource `INTEGRITY`, whose data is JSON.
 * @param program the path of the `.exe`
 */
export function readWindowsIntegrity(program: string): readonly IntegrityEntry[] {
  const bytes = readFileSync(program);
  const start = bytes.lastIndexOf('[{"file":"');
  if (start === -1) {
    return [];
  }
  const text = bytes.toString("utf8", start, bytes.indexOf("]", start) + 1);
  const entries = JSON.parse(text) as readonly { readonly file: string; readonly value: string }[];
  return entries.map(({ file, value }) => ({ file, hash: value }));
}

/** The hash that an entry for an archive has: that of its header, which has the hashes of the files. */
export function headerHash(archive: string): string {
  return createHash("sha256").update(getRawHeader(archive).headerString).digest("hex");
}
