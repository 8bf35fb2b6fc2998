import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { EngineError } from "../../failure.ts";
import type { Credential, Credentials, FoundCredential } from "./credential.ts";
import { askHelper } from "./helper.ts";

// Docker's own writers add fields over time, so unknown ones pass; null stands for absent.
const authSchema = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});
const configSchema = z.object({
  auths: z.record(z.string(), authSchema).nullish(),
  credsStore: z.string().nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
});
type DockerConfig = z.infer<typeof configSchema>;
type Auth = z.infer<typeof authSchema>;

/** The key under which Docker keeps the credentials of Docker Hub, whatever host serves it. */
const hubKey = "https://index.docker.io/v1/";

export interface DockerConfigOptions {
  /** The environment to take DOCKER_CONFIG and PATH from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Credentials from Docker's config file: a helper for the host, else the credential store, else `auths`.
 * The file is read anew for each lookup, so that a `docker login` made meanwhile counts at once.
 *
 * Source: docker/cli `configfile/file.go`, `GetAuthConfig`.
 */
export function dockerConfigCredentials(options: DockerConfigOptions): Credentials {
  const directory = options.env["DOCKER_CONFIG"] || path.join(homedir(), ".docker");
  const file = path.join(directory, "config.json");
  return {
    async find(domain) {
      const config = await readConfig(file);
      if (!config) return undefined;
      const key = isHub(domain) ? hubKey : domain;
      const helper = config.credHelpers?.[key] ?? config.credHelpers?.[domain] ?? config.credsStore;
      // With a store, passwords lying in the file are leftovers: Docker ignores them, and so do we.
      if (helper) return await askHelper(helper, key, options.env);
      return fromAuths(config.auths ?? {}, key, file);
    },
  };
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file, (error as Error).message);
  }
  try {
    return configSchema.parse(JSON.parse(text));
  } catch {
    // The parser's own message would quote the file, and with it perhaps a password.
    throw unreadable(file, "it is not JSON of the form that Docker writes");
  }
}

function unreadable(file: string, why: string): EngineError {
  return new EngineError(
    "credential_helper",
    `Docker's config file ${file} cannot be used: ${why}.`,
    {
      hint: "Mend or remove the file; `docker login` writes a new one.",
    },
  );
}

function fromAuths(
  auths: Readonly<Record<string, Auth>>,
  key: string,
  file: string,
): FoundCredential | undefined {
  const wanted = hostOf(key);
  const auth = auths[key] ?? Object.entries(auths).find(([name]) => hostOf(name) === wanted)?.[1];
  const credential = auth && readAuth(auth);
  if (!credential) return undefined;
  return {
    credential,
    source: file,
    account: credential.kind === "basic" ? credential.username : undefined,
  };
}

function readAuth(auth: Auth): Credential | undefined {
  if (auth.registrytoken) return { kind: "registryToken", token: auth.registrytoken };
  if (auth.identitytoken) return { kind: "identityToken", token: auth.identitytoken };
  const pair = auth.auth
    ? Buffer.from(auth.auth, "base64").toString("utf8").replace(/\0+$/, "")
    : "";
  const colon = pair.indexOf(":");
  const username = colon < 0 ? auth.username : pair.slice(0, colon);
  const password = colon < 0 ? auth.password : pair.slice(colon + 1);
  return username && password ? { kind: "basic", username, password } : undefined;
}

/** `https://ghcr.io/v2/` and `ghcr.io` are one host: docker/cli `ConvertToHostname`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? "";
}

function isHub(domain: string): boolean {
  return (
    domain === "docker.io" || domain === "index.docker.io" || domain === "registry-1.docker.io"
  );
}
