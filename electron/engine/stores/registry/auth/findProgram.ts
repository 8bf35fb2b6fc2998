import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import type { Machine } from "./credential.ts";

/**
 * The folders to look for programs in: those of PATH, then those where credential helpers and what they call
 * are installed. A desktop session starts apps with a PATH that names few of the latter.
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
  const named = (env["PATH"] ?? "").split(path.delimiter);
  // A relative folder in PATH would mean whatever folder the app was started in.
  return [...new Set([...named, ...known].filter((folder) => path.isAbsolute(folder)))];
}

/** The first program of that name; on Windows only a real one, since scripts would need a shell. */
export async function findProgram(name: string, machine: Machine): Promise<string | undefined> {
  const file = machine.platform === "win32" ? `${name}.exe` : name;
  for (const folder of programFolders(machine)) {
    const candidate = path.join(folder, file);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
