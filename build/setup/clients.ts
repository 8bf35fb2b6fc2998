import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { top } from "../top.ts";
import { runCommand } from "./command.ts";
import { hasApt, installPackages } from "./packages.ts";

/** Registry clients for the tests. The Debian package and its program have the same name. */
const ordinary: readonly string[] = ["skopeo", "umoci", "podman", "buildah"];
/** Static programs in Debian's newest suite, which run on any Debian. */
const portable: readonly string[] = ["crane", "cosign", "oras", "notation"];
const clients = [...ordinary, ...portable];

const store = join(top, ".runtime");
const unpacked = join(store, "clients");
const programs = join(unpacked, "usr/bin");

/**
 * Get missing registry clients with apt: packages of this system are installed as root; those it does not offer are
 * unpacked from Debian's newest suite into `.runtime`. Tests skip clients that are still missing, by name.
 */
export async function prepareClients(): Promise<void> {
  if (process.platform !== "linux" || !hasApt()) {
    return;
  }
  if (missingClients().length === 0) {
    return;
  }
  const offered = await findOffered(missingClients());
  if (process.getuid?.() === 0) {
    await installPackages(offered, "registry clients for the tests");
  }
  if (portable.some((name) => missingClients().includes(name) && !offered.includes(name))) {
    await unpackNewest();
  }
  const missing = missingClients();
  if (missing.length > 0) {
    console.log(`Not found: ${missing.join(", ")}. Tests with them are skipped.`);
  }
}

/** Folders with registry clients in the syntax of PATH: those of `PEERS`, and the unpacked ones. */
export function clientFolders(): string {
  return [process.env.PEERS ?? "", programs].filter(Boolean).join(delimiter);
}

function missingClients(): readonly string[] {
  const folders = `${clientFolders()}${delimiter}${process.env.PATH ?? ""}`.split(delimiter);
  return clients.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** The packages that this system's sources offer. */
async function findOffered(names: readonly string[]): Promise<readonly string[]> {
  const { output } = await runCommand("apt-cache", ["policy", ...names], { env: { LC_ALL: "C" } });
  const candidates = [...output.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.*)$/gm)];
  return candidates.filter(([, , version]) => version !== "(none)").map(([, name = ""]) => name);
}

/** Uses lists of its own, so that the system's do not change; apt verifies them with Debian's keys. */
async function unpackNewest(): Promise<void> {
  const archive = await findDebianArchive();
  if (archive === undefined) {
    return;
  }
  await mkdir(store, { recursive: true });
  const work = await mkdtemp(join(store, "fetch-"));
  try {
    const sources = join(work, "sources.list");
    const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    await writeFile(sources, `deb [signed-by=${keys}] ${archive} unstable main\n`);
    await mkdir(join(work, "lists/partial"), { recursive: true });
    await mkdir(join(work, "cache/archives/partial"), { recursive: true });
    const apt = (args: readonly string[]): ReturnType<typeof runCommand> =>
      runCommand("apt-get", [...separate(work, sources), ...args], { cwd: work, timeout: 120_000 });
    if ((await apt(["update"])).code !== 0) {
      return;
    }
    // One by one: a suite may lack one of them.
    for (const name of portable) {
      await apt(["download", name]);
    }
    const root = join(work, "root");
    for (const file of (await readdir(work)).filter((name) => name.endsWith(".deb"))) {
      await runCommand("dpkg-deb", ["--extract", join(work, file), root]);
    }
    if (!existsSync(root)) {
      return;
    }
    // Moved last, so that the folder is always complete.
    await rm(unpacked, { recursive: true, force: true });
    await rename(root, unpacked);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function separate(work: string, sources: string): readonly string[] {
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(work, "lists"),
    "Dir::Cache": join(work, "cache"),
    "APT::Sandbox::User": "",
    "Acquire::Languages": "none",
  };
  return ["-q", ...Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`])];
}

/** The address of this Debian's own archive; undefined on other systems. */
async function findDebianArchive(): Promise<string | undefined> {
  const format = "$(ORIGIN) $(LABEL) $(REPO_URI)";
  const { code, output } = await runCommand("apt-get", ["indextargets", "--format", format]);
  return code === 0 ? /^Debian Debian (\S+)$/m.exec(output)?.[1] : undefined;
}
