import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Certificate } from "./selfSignedCertificate.ts";

/** The user in `dockerRegistryPasswords`. */
export const dockerRegistryUser = { name: "ada", password: "s3cret-word" } as const;

/** An htpasswd file with that user; the registry supports only bcrypt. */
export const dockerRegistryPasswords = `${dockerRegistryUser.name}:$2b$04$JtPYepHuLJgHiIk8sB8G7OsVya/ZP.Fj1ddhbV8t9cAySfH1UXBuC\n`;

export interface DockerRegistryOptions {
  /**
   * Basic authentication with an htpasswd file, "silly" authentication (any Authorization header is accepted), or
   * signed tokens.
   */
  readonly auth?: { readonly htpasswd: string } | "silly" | { readonly tokensOf: TokenIssuer };
  /** Whether Location headers have paths without hosts. */
  readonly relativeUrls?: boolean;
  /** Whether content can be deleted (default true). */
  readonly deletes?: boolean;
  /** Refuses all writes, as in maintenance mode. */
  readonly readOnly?: boolean;
  /** Acts as a pull-through cache of the registry at this URL. */
  readonly cacheOf?: string;
  /** The folder of its content; by default a temporary one. */
  readonly dataFolder?: string;
  /** Serves https with this certificate, and requires client certificates of a CA. */
  readonly tls?: { readonly server: Certificate; readonly clientsOf: Certificate };
}

/** The issuer of the tokens that a registry accepts. */
export interface TokenIssuer {
  /** The URL of its token endpoint. */
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** The certificate of its key or of the CA that signed it. */
  readonly authority: Certificate;
}

export interface DockerRegistry {
  /** `127.0.0.1:PORT`, as in references. */
  readonly host: string;
  readonly url: string;
  /** Stops the process and removes its folder. */
  close(): Promise<void>;
}

/**
 * Starts the CNCF registry (Debian's package docker-registry) on a free port of 127.0.0.1 with an empty temporary
 * folder.
 * @throws Error if the program is missing or does not start, so that tests fail instead of being skipped
 */
export async function startDockerRegistry(
  options: DockerRegistryOptions = {},
): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "docker-registry-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { host, stop } = await run(await writeConfig(folder, options), !options.tls);
    return {
      host,
      url: `${options.tls ? "https" : "http"}://${host}`,
      async close() {
        await stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Writes the configuration as JSON, which is YAML without quoting problems. */
async function writeConfig(folder: string, options: DockerRegistryOptions): Promise<string> {
  const path = join(folder, "config.yml");
  const config = {
    version: 0.1,
    log: { level: "info", formatter: "text", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: options.dataFolder ?? join(folder, "data") },
      delete: { enabled: options.deletes ?? true },
      maintenance: {
        uploadpurging: { enabled: false },
        readonly: { enabled: options.readOnly ?? false },
      },
    },
    ...(options.cacheOf === undefined ? {} : { proxy: { remoteurl: options.cacheOf } }),
    http: {
      addr: "127.0.0.1:0",
      secret: "test",
      relativeurls: options.relativeUrls ?? false,
      ...(options.tls ? { tls: await writeTls(folder, options.tls) } : {}),
    },
    ...(options.auth === undefined ? {} : { auth: await writeAuth(folder, options.auth) }),
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

async function writeAuth(
  folder: string,
  auth: NonNullable<DockerRegistryOptions["auth"]>,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  if (auth === "silly") {
    return { silly: { realm: "http://127.0.0.1/token", service: "test-registry" } };
  }
  if ("htpasswd" in auth) {
    const passwords = join(folder, "htpasswd");
    await writeFile(passwords, auth.htpasswd);
    return { htpasswd: { realm: "test registry", path: passwords } };
  }
  const { realm, service, issuer, authority } = auth.tokensOf;
  const rootcertbundle = join(folder, "tokens.crt");
  await writeFile(rootcertbundle, authority.cert);
  return { token: { realm, service, issuer, rootcertbundle } };
}

async function writeTls(
  folder: string,
  { server, clientsOf }: NonNullable<DockerRegistryOptions["tls"]>,
): Promise<Readonly<Record<string, string | readonly string[]>>> {
  const put = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  return {
    certificate: await put("server.crt", server.cert),
    key: await put("server.key", server.key),
    clientcas: [await put("clients.crt", clientsOf.cert)],
  };
}

/** @param hasOpenApi whether it responds to clients without a certificate */
async function run(
  config: string,
  hasOpenApi: boolean,
): Promise<{ host: string; stop: () => Promise<void> }> {
  // Without the environment, which may have settings for another registry.
  const child = spawn("docker-registry", ["serve", config], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) =>
      resolve(
        `could not be started: ${error.message}. It comes with Debian's package docker-registry.`,
      ),
    );
    child.once("exit", (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const output: string[] = [];
  const host = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      output.push(line);
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    });
  });
  const outcome = await Promise.race([
    host.then((address) => ({ address })),
    ended.then((why) => ({ why })),
  ]);
  if ("why" in outcome) {
    process.off("exit", kill);
    throw new Error(["docker-registry", outcome.why, ...output].join("\n"));
  }
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  if (!hasOpenApi) {
    return { host: outcome.address, stop };
  }
  const response = await fetch(`http://${outcome.address}/v2/`);
  if (response.status === 200 || response.status === 401) {
    return { host: outcome.address, stop };
  }
  await stop();
  throw new Error(`docker-registry answers ${response.status} to /v2/`);
}
