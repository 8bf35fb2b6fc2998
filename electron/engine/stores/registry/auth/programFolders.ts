import path from "node:path";
import type { Machine } from "./credential.ts";

/**
 * The folders to search for credential helpers: those of PATH, then those where helpers and the programs they call
 * are usually installed. The PATH of an app started from a desktop session has few of the latter.
 */
export function programFolders(machine: Machine): readonly string[] {
  const { env, home, platform } = machine;
  const usual = {
    darwin: [
      "/usr/local/bin",
      "/opt/homebrew/bin",
      "/opt/local/bin",
      "/Applications/Docker.app/Contents/Resources/bin",
      path.join(home, ".docker/bin"),
      path.join(home, ".rd/bin"),
      path.join(home, "google-cloud-sdk/bin"),
      "/usr/bin",
      "/bin",
    ],
    win32: [
      path.join(env["ProgramFiles"] ?? "C:\\Program Files", "Docker\\Docker\\resources\\bin"),
      path.join(home, "scoop\\shims"),
    ],
    other: [
      "/usr/local/bin",
      "/usr/bin",
      "/bin",
      "/snap/bin",
      "/home/linuxbrew/.linuxbrew/bin",
      path.join(home, ".local/bin"),
      path.join(home, "bin"),
      path.join(home, "go/bin"),
      path.join(home, "google-cloud-sdk/bin"),
    ],
  };
  const known = platform === "darwin" || platform === "win32" ? usual[platform] : usual.other;
  const inPath = (env["PATH"] ?? "").split(path.delimiter);
  // A relative folder in PATH depends on the folder the app was started in.
  return [...new Set([...inPath, ...known].filter((folder) => path.isAbsolute(folder)))];
}
