import { readdir } from "node:fs/promises";
import path from "node:path";
import { hostFileError } from "./hostFile.ts";

/** A folder that says how to reach a host, and the names of the files in it. */
export interface HostFolder {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * The folders where containerd and Docker keep a folder a host, the person's own before the system's.
 *
 * @param own the app's folder of that form, which goes first
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
  const settings = env["XDG_CONFIG_HOME"] || path.join(home, ".config");
  return [
    ...(own === undefined ? [] : [own]),
    path.join(home, ".docker", "certs.d"),
    ...(platform === "win32"
      ? [path.join(env["ProgramData"] ?? "C:\\ProgramData", "docker", "certs.d")]
      : [
          // Where a Docker that runs without root looks.
          path.join(settings, "docker", "certs.d"),
          "/etc/containerd/certs.d",
          "/etc/docker/certs.d",
        ]),
  ];
}

/**
 * The first folder for a host that has anything in it; else the first `_default` of containerd.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `hostPaths`.
 */
export async function findHostFolder(
  roots: readonly string[],
  domain: string,
): Promise<HostFolder | undefined> {
  for (const name of [...folderNames(domain), "_default"]) {
    for (const root of roots) {
      const folder = path.join(root, name);
      const files = await listFiles(folder);
      if (files.some((file) => isHostFile(file))) return { folder, files };
    }
  }
  return undefined;
}

/** `localhost_5000_`, as containerd writes it where a colon cannot stand, and `localhost:5000`. */
function folderNames(domain: string): readonly string[] {
  // A domain of a reference has no separators; this keeps one that comes from elsewhere inside the root.
  if (!/^[A-Za-z0-9._:[\]-]+$/.test(domain) || /^\.+$/.test(domain)) return [];
  const colon = /:(\d+)$/.exec(domain);
  const name = domain.slice(0, colon?.index ?? domain.length);
  // Docker on Windows leaves the colon out.
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
      throw hostFileError(
        folder,
        "this account may not read it",
        "Let your account read it, or put a copy into the app's own folder for this host, which goes first.",
      );
    }
    return [];
  }
}
