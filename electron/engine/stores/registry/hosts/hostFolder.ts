import { readdir } from "node:fs/promises";
import path from "node:path";
import { unreadableError } from "./hostFile.ts";

/** A folder with the configuration of a host, and the names of its files. */
export interface HostFolder {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * The folders where containerd and Docker keep one folder per host, the user's before the system's.
 *
 * @param own the app's own folder in that layout, which comes first
 */
export function hostRoots(
  machine: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly home: string;
    readonly platform: NodeJS.Platform;
  },
  own?: string,
): readonly string[] {
  const { env, home, platform } = machine;
  const config = env["XDG_CONFIG_HOME"] || path.join(home, ".config");
  return [
    ...(own === undefined ? [] : [own]),
    path.join(home, ".docker", "certs.d"),
    ...(platform === "win32"
      ? [path.join(env["ProgramData"] ?? "C:\\ProgramData", "docker", "certs.d")]
      : [
          // Rootless Docker.
          path.join(config, "docker", "certs.d"),
          "/etc/containerd/certs.d",
          "/etc/docker/certs.d",
        ]),
  ];
}

/**
 * Finds the first folder for a host that is not empty, else the first `_default` folder of containerd.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `hostPaths`.
 *
 * @throws EngineError `input_invalid` for a folder that cannot be read
 */
export async function findHostFolder(
  roots: readonly string[],
  domain: string,
): Promise<HostFolder | undefined> {
  for (const name of [...folderNames(domain), "_default"]) {
    for (const root of roots) {
      const folder = path.join(root, name);
      const files = await listFiles(folder);
      if (files.some((file) => isHostFile(file))) {
        return { folder, files };
      }
    }
  }
  return undefined;
}

/** `localhost:5000`, and `localhost_5000_`, as containerd writes it on systems without colons in file names. */
function folderNames(domain: string): readonly string[] {
  // The domain of a reference has no separators; this keeps any other input inside the root.
  if (!/^[A-Za-z0-9._:[\]-]+$/.test(domain) || /^\.+$/.test(domain)) {
    return [];
  }
  const colon = /:(\d+)$/.exec(domain);
  const name = domain.slice(0, colon?.index ?? domain.length);
  // Docker on Windows omits the colon.
  return colon ? [`${name}_${colon[1]}_`, domain, `${name}${colon[1]}`] : [domain];
}

function isHostFile(name: string): boolean {
  return name === "hosts.toml" || /\.(?:crt|cert|key)$/.test(name);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      throw unreadableError(folder);
    }
    return [];
  }
}
