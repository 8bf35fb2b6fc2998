import os from "node:os";
import type { JournalOrigin } from "../../shared/journal.ts";

/** Returns who pushes: the app, the account of the operating system and the machine. */
export function journalOrigin(appVersion: string): JournalOrigin {
  return { appVersion, user: userName(), machine: os.hostname() };
}

/** An account without an entry in the system's list, as in a container, has only a number. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}
