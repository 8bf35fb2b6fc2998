import { EngineError } from "../../../errors.ts";
import path from "node:path";
import { openFile } from "../../../disk/openFile.ts";
import { type Auth, type AuthJson, decodePair, parseAuthJson } from "./authJson.ts";
import type { Account, Credential, FoundCredential, Machine } from "./credential.ts";
import { domainOfKey } from "./credentialKeys.ts";

/** Bytes; larger than any of these files. */
const maxSize = 8 * 1024 * 1024;

/** The credentials in a file in Docker's or Podman's format. */
export interface AuthFile extends Omit<AuthJson, "problems"> {
  /** The path for messages. */
  readonly name: string;
  /** Errors of the parts that cannot be used. */
  readonly problems: readonly EngineError[];
}

/**
 * Reads a file with credentials: Docker's `config.json`, Podman's `auth.json`, the scoped ones of buildx. As in
 * Docker, an unreadable file has no credentials, only problems: requests that need no login still work.
 *
 * @param form `legacy` for `.dockercfg`, which consists of the `auths` of the others
 * @returns undefined if the file does not exist
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
    if (text === undefined) {
      return undefined;
    }
    json = parseAuthJson(text, form);
  } catch (error) {
    const why = (error as Error).message;
    json = { auths: new Map(), credsStore: "", credHelpers: new Map(), problems: [why] };
  }
  return { ...json, name, problems: json.problems.map((why) => unusable(name, why)) };
}

/** @returns undefined if the file does not exist */
async function readCapped(file: string): Promise<string | undefined> {
  try {
    const handle = await openFile(file);
    try {
      const { size } = await handle.stat();
      if (size > maxSize) {
        throw new Error("it is larger than 8 MiB");
      }
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return undefined;
    }
    if (code !== "EACCES" && code !== "EPERM") {
      throw error;
    }
    throw new Error("this account has no permission to read it", { cause: error });
  }
}

function unusable(name: string, why: string): EngineError {
  return new EngineError(
    "credential_helper",
    `Some credentials in ${name} cannot be used: ${why}.`,
    {
      hint: "The others work. Fix or remove this part, or log in again with `docker login` or `podman login` to rewrite it.",
    },
  );
}

/** The credential in an entry of a file, with the file as its source. */
export function toFoundCredential(
  file: Pick<AuthFile, "name">,
  auth: Auth | undefined,
): FoundCredential | undefined {
  const credential = auth && readAuth(auth);
  if (!credential) {
    return undefined;
  }
  const account = credential.kind === "basic" ? credential.username : undefined;
  return { credential, source: file.name, account };
}

/**
 * The accounts in a file; entries without a credential, as with helpers, are skipped.
 * @param namespaces whether `quay.io/acme` is the key of a namespace, as in Podman, or of its host
 */
export function accountsInFile(file: AuthFile, namespaces = false): readonly Account[] {
  return [...file.auths].flatMap(([key, auth]) => {
    const found = toFoundCredential(file, auth);
    if (!found) {
      return [];
    }
    const host = domainOfKey(key);
    const below = namespaces && key.startsWith(`${host}/`) ? key.slice(host.length + 1) : "";
    const repository = below === "" ? undefined : below;
    const { account, source } = found;
    return [{ host, repository, actions: [], account, source, isSaved: false }];
  });
}

function readAuth(auth: Auth): Credential | undefined {
  if (auth.registrytoken) {
    return { kind: "registryToken", token: auth.registrytoken };
  }
  if (auth.identitytoken) {
    return { kind: "identityToken", token: auth.identitytoken };
  }
  const { username, password } = decodePair(auth.auth) ?? auth;
  return username && password ? { kind: "basic", username, password } : undefined;
}

/** A path for messages, with the home folder as `~`. */
function shortPath(file: string, home: string): string {
  const inside = path.relative(home, file);
  const outside = inside === "" || inside.startsWith("..") || path.isAbsolute(inside);
  return home === "" || outside ? file : path.join("~", inside);
}
