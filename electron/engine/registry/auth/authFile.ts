import { readFile } from "node:fs/promises";
import { z } from "zod";
import { EngineError } from "../../failure.ts";
import type { Account, Credential, FoundCredential, Machine } from "./credential.ts";
import { domainOfKey } from "./hub.ts";
import { shortPath } from "./shortPath.ts";

// The writers of these files add fields over time, so unknown ones pass; null stands for absent.
const authSchema = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});
const authsSchema = z.record(z.string(), authSchema);
const fileSchema = z.object({
  auths: authsSchema.nullish(),
  credsStore: z.string().nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
});

export type Auth = z.infer<typeof authSchema>;

/** What a file of Docker's or Podman's form says about credentials. */
export interface AuthFile {
  /** As it is shown. */
  readonly name: string;
  readonly auths: ReadonlyMap<string, Auth>;
  readonly credsStore: string | undefined;
  readonly credHelpers: ReadonlyMap<string, string>;
}

/**
 * Read a file with credentials: Docker's `config.json`, Podman's `auth.json`, the scoped ones of buildx.
 *
 * @param form `legacy` for `.dockercfg`, which is the `auths` of the others and nothing around it
 * @returns undefined where there is no such file
 * @throws EngineError `credential_helper` for a file that is there and cannot be used; it quotes nothing of it
 */
export async function readAuthFile(
  file: string,
  machine: Machine,
  form: "current" | "legacy" = "current",
): Promise<AuthFile | undefined> {
  const name = shortPath(file, machine.home);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unusable(name, message);
  }
  try {
    const json: unknown = JSON.parse(text);
    const content = form === "legacy" ? { auths: authsSchema.parse(json) } : fileSchema.parse(json);
    return {
      name,
      auths: new Map(Object.entries(content.auths ?? {})),
      credsStore: "credsStore" in content ? (content.credsStore ?? undefined) : undefined,
      credHelpers: new Map(
        Object.entries(("credHelpers" in content ? content.credHelpers : undefined) ?? {}),
      ),
    };
  } catch {
    // The parser's own message would quote the file, and with it perhaps a password.
    throw unusable(name, "it is not JSON of the form that Docker and Podman write");
  }
}

function unusable(name: string, why: string): EngineError {
  return new EngineError(
    "credential_helper",
    `The credentials in ${name} cannot be used: ${why}.`,
    {
      hint: "Mend or remove the file; logging in again with `docker login` or `podman login` writes a new one.",
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
  const pair = auth.auth ? decodePair(auth.auth) : undefined;
  const username = pair?.username ?? auth.username;
  const password = pair?.password ?? auth.password;
  return username && password ? { kind: "basic", username, password } : undefined;
}

/** `base64(username:password)`; some writers pad the password with NULs. */
export function decodePair(auth: string): { username: string; password: string } | undefined {
  const pair = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = pair.indexOf(":");
  return colon < 0
    ? undefined
    : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
