import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "./selfSignedCertificate.ts";
import { startServerProcess } from "./serverProcess.ts";

export interface NginxOptions {
  /** Directives of the `server` block, such as {@link proxyPass} and {@link redirect} return. */
  readonly directives: readonly string[];
  /** Directives of the `http` block. */
  readonly http?: readonly string[];
  /** Serves https with this certificate, which may be followed by its chain. */
  readonly tls?: Certificate;
  /** Requires client certificates of this CA. */
  readonly clientsOf?: Certificate;
  /** The content of the file `htpasswd`, for the directive `auth_basic_user_file`. */
  readonly passwords?: string;
}

/** A request in the access log. */
export interface NginxRequest {
  readonly method: string;
  readonly path: string;
  /** The Authorization header; empty if there was none. */
  readonly authorization: string;
  readonly status: string;
}

export interface Nginx {
  /** `127.0.0.1:PORT`, as in references. */
  readonly host: string;
  readonly port: string;
  /** Stops the server, which flushes its log, and returns the logged requests. */
  stopAndReadLog(): Promise<readonly NginxRequest[]>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

/**
 * Starts nginx (Debian's package nginx) on a free port of 127.0.0.1.
 * @throws Error if the program is missing or does not start, so that tests fail instead of being skipped
 */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const serverProcess = await startServerProcess({
    file: "nginx",
    package: "nginx",
    prepare: async (port, folder) => ["-p", folder, "-c", await writeConfig(port, folder, options)],
    // Printed once it listens.
    ready: /getrlimit\(RLIMIT_NOFILE\)/,
  });
  return {
    host: serverProcess.host,
    port: serverProcess.host.slice(serverProcess.host.indexOf(":") + 1),
    async stopAndReadLog() {
      await serverProcess.stop();
      const log = await readFile(join(serverProcess.folder, "access.log"), "utf8");
      const lines = log.split("\n").filter((line) => line !== "");
      return lines.map((line) => JSON.parse(line) as NginxRequest);
    },
    async close() {
      await serverProcess.stop();
      await serverProcess.remove();
    },
  };
}

/** Returns directives that proxy a path to the registry at a host, with the headers that a registry needs. */
export function proxyPass(host: string, path = "/v2/"): string {
  return `location ${path} {
    proxy_pass http://${host}/v2/;
    proxy_http_version 1.1;
    proxy_request_buffering off;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
  }`;
}

/** Returns directives that redirect requests for the API. */
export function redirect(status: number, target: string): string {
  // A "return" in the first location would take effect before auth_basic.
  return `location /v2/ { try_files /nothing @elsewhere; }
  location @elsewhere { return ${status} ${target}; }`;
}

async function writeConfig(port: number, folder: string, options: NginxOptions): Promise<string> {
  const { directives, http = [], tls, clientsOf, passwords } = options;
  const put = async (name: string, text: string): Promise<void> =>
    writeFile(join(folder, name), text);
  if (passwords !== undefined) {
    await put("htpasswd", passwords);
  }
  if (tls) {
    await Promise.all([put("server.crt", tls.cert), put("server.key", tls.key)]);
  }
  if (clientsOf) {
    await put("clients.crt", clientsOf.cert);
  }
  const path = join(folder, "nginx.conf");
  // Relative paths are relative to its folder.
  await writeFile(
    path,
    `daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
  log_format requests escape=json '{"method":"$request_method","path":"$request_uri",'
    '"authorization":"$http_authorization","status":"$status"}';
  access_log access.log requests;
  client_max_body_size 0;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${http.join("\n  ")}
  server {
    listen 127.0.0.1:${port}${tls ? " ssl" : ""};
    ${tls ? "ssl_certificate server.crt; ssl_certificate_key server.key;" : ""}
    ${clientsOf ? "ssl_client_certificate clients.crt; ssl_verify_client on;" : ""}
    ${directives.join("\n    ")}
  }
}
`,
  );
  return path;
}
