import { EngineError } from "../../../errors.ts";
import path from "node:path";
import { openFile } from "../../../disk/openFile.ts";
import { type Auth, type AuthJson, decodePair, readAuthJson } from "./authJson.ts";
import type { Account, Credential, FoundCredential, Machine } from "./credential.ts";
import { domainOfKey } from "./credentialKeys.ts";

/** Bytes; more than any of these files has. */
const limit = 8 * 1024 * 1024;

/** What a file of Docker's or Podman's form says about credentials. */
export interface AuthFile extends Omit<AuthJson, "problems"> {
  /** As it is shown. */
  readonly name: string;
  /** What of it cannot be used; the rest counts. */
  readonly problems: readonly EngineError[];
}

/**
 * Read a file with credentials: Docker's `config.json`, Podman's `auth.json`, the scoped ones of buildx. One that
 * cannot be read has none and says why, as with Docker: what needs no login goes on.
 *
 * @param form `legacy` for `.dockercfg`, which is the `auths` of the others and nothing around it
 * @returns undefined where there is no such file
 */
export async function readAuthFile(
  file: string,
  machine: Machine,
  form: "current" | "legacy" = "current",
): Promise<AuthFile | undefined> {
  const name = shortPath(file, machine.home);
  let json: AuthJson;
  try {
    const text = await readCapped(file);
    if (text === undefined) return undefined;
    json = readAuthJson(text, form);
  } catch (error) {
    const why = (error as Error).message;
    json = { auths: new Map(), credsStore: "", credHelpers: new Map(), problems: [why] };
  }
  return { ...json, name, problems: json.problems.map((why) => unusable(name, why)) };
}

/** @returns undefined where there is no such file */
async function readCapped(file: string): Promise<string | undefined> {
  try {
    const handle = await openFile(file);
    try {
      const { size } = await handle.stat();
      if (size > limit) throw new Error("it is larger than 8 MiB");
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    throw new Error("this account may not read it", { cause: error });
  }
}

function unusable(name: string, why: string): EngineError {
  return new EngineError(
    "credential_helper",
    `Not all credentials in ${name} can be used: ${why}.`,
    {
      hint: "The others are. Fix or remove that part; logging in again with `docker login` or `podman login` writes it anew.",
    },
  );
}

/** The credential that an entry of a file holds, with the file as its source. */
export function foundIn(
  file: Pick<AuthFile, "name">,
  auth: Auth | undefined,
): FoundCredential | undefined {
  const credential = auth && readAuth(auth);
  if (!credential) return undefined;
  const account = credential.kind === "basic" ? credential.username : undefined;
  return { credential, source: file.name, account };
}

/**
 * What may be shown of the entries of a file that hold credentials; markers for helpers hold none.
 * @param namespaces whether `quay.io/acme` is a key for a namespace, as with Podman, or just for its host
 */
export function accountsIn(file: AuthFile, namespaces = false): readonly Account[] {
  return [...file.auths].flatMap(([key, auth]) => {
    const found = foundIn(file, auth);
    if (!found) return [];
    const host = domainOfKey(key);
    const below = namespaces && key.startsWith(`${host}/`) ? key.slice(host.length + 1) : "";
    const repository = below === "" ? undefined : below;
    const { account, source } = found;
    return [{ host, repository, actions: [], account, source, kept: false }];
  });
}

function readAuth(auth: Auth): Credential | undefined {
  if (auth.registrytoken) return { kind: "registryToken", token: auth.registrytoken };
  if (auth.identitytoken) return { kind: "identityToken", token: auth.identitytoken };
  const { username, password } = decodePair(auth.auth) ?? auth;
  return username && password ? { kind: "basic", username, password } : undefined;
}

/** A path as it is shown: the home folder as `~`. */
function shortPath(file: string, home: string): string {
  const inside = path.relative(home, file);
  const outside = inside === "" || inside.startsWith("..") || path.isAbsolute(inside);
  return home === "" || outside ? file : path.join("~", inside);
}
