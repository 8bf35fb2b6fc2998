import { existsSync } from "node:fs";
import { chmod, readdir, rm, writeFile } from "node:fs/promises";
import { runCommand } from "./command.ts";

/** Debian's and Ubuntu's names of the libraries that Electron needs. */
export const electronPackages = [
  "libnss3",
  "libatk1.0-0",
  "libatk-bridge2.0-0",
  "libcups2",
  "libgtk-3-0",
  "libgbm1",
  "libasound2",
  "libxss1",
  "libdrm2",
  "libxkbcommon0",
  "fonts-dejavu-core",
];

/** Debian's packages for the tests, each with the program that shows that it is installed. */
export const testPackages: Readonly<Record<string, string>> = {
  "docker-registry": "docker-registry",
  nginx: "nginx",
  openssl: "openssl",
  // The program alone: the package tinyproxy installs a service.
  "tinyproxy-bin": "tinyproxy",
  // Sends real keys to the app's window.
  xdotool: "xdotool",
};

/** Makes a program look up names in another file than the system's. */
export const testLibrary = { name: "libnss-wrapper", file: "libnss_wrapper.so" } as const;

/** Libraries that the binary needs and this system lacks, as the loader reports them. */
export async function findMissingLibraries(executable: string): Promise<readonly string[]> {
  const linked = await runCommand("ldd", [executable]);
  const missing = [...linked.output.matchAll(/^\s*(\S+) => not found$/gm)].map(
    (match) => match[1] ?? "",
  );
  // Loaded at run time, so ldd does not name it.
  const known = await runCommand("/sbin/ldconfig", ["-p"]);
  if (known.code === 0 && !known.output.includes("libgtk-3.so.0")) {
    missing.push("libgtk-3.so.0");
  }
  return missing;
}

/** Whether this system has a program of a package, also one for root alone. */
export function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? "").split(":");
  return [...folders, "/usr/bin", "/usr/sbin"].some((folder) => existsSync(`${folder}/${program}`));
}

/** Whether this system has apt. */
export function hasApt(): boolean {
  return existsSync("/usr/bin/apt-get");
}

/**
 * Install Debian packages as root; other users see the command to run.
 * @returns whether the packages are installed
 */
export async function installPackages(names: readonly string[], why: string): Promise<boolean> {
  if (names.length === 0) {
    return true;
  }
  if (!hasApt()) {
    console.error(`Missing: ${names.join(" ")} (Debian's names), ${why}.`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    console.error(`Missing, ${why}. This installs it:`);
    console.error(`  sudo apt-get install --no-install-recommends ${names.join(" ")}`);
    return false;
  }
  console.log(`Installing with apt-get, ${why}: ${names.join(" ")}`);
  if ((await readdir("/var/lib/apt/lists")).every((name) => !name.endsWith("_Packages"))) {
    await apt(["update"]);
  }
  const result = await installOnce(names);
  if (result.code === 0) {
    return true;
  }
  // The lists may be outdated.
  await apt(["update"]);
  const second = await installOnce(names);
  if (second.code !== 0) {
    console.error(second.output.trim());
  }
  return second.code === 0;
}

async function installOnce(names: readonly string[]): ReturnType<typeof apt> {
  const present = await Promise.all(names.map(nameHere));
  return withoutServices(() => apt(["install", "--no-install-recommends", ...present]));
}

/** The package's name on this system: libraries with 64-bit time have the suffix t64 since Ubuntu 24.04 and Debian 13. */
async function nameHere(name: string): Promise<string> {
  const policy = await runCommand("apt-cache", ["policy", name, `${name}t64`], {
    env: { LC_ALL: "C" },
  });
  const candidates = [
    ...policy.output.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.*)$/gm),
  ]
    .filter((match) => match[2] !== "(none)")
    .map((match) => match[1] ?? name);
  return candidates[0] ?? name;
}

function apt(args: readonly string[]): ReturnType<typeof runCommand> {
  // Wait for another installation.
  return runCommand("apt-get", ["-y", "-q", "-o", "DPkg::Lock::Timeout=300", ...args], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    timeout: 15 * 60_000,
  });
}

/** Keep docker-registry and nginx from starting when installed, with Debian's policy file. */
async function withoutServices<T>(work: () => Promise<T>): Promise<T> {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) {
    return work();
  }
  // If this process dies before it removes the file, the file has no effect.
  await writeFile(policy, `#!/bin/sh\n[ -d /proc/${process.pid} ] && exit 101\nexit 0\n`);
  await chmod(policy, 0o755);
  try {
    return await work();
  } finally {
    await rm(policy, { force: true });
  }
}
