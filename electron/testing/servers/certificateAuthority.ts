import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Certificate } from "./selfSignedCertificate.ts";

const run = promisify(execFile);

/** The use of a certificate: a server at these hosts, a client, or a CA. */
export type CertificateUse = { readonly server: readonly string[] } | "client" | "authority";

/**
 * Creates a certificate with OpenSSL (Debian's package openssl).
 *
 * @param authority the CA that signs it; by default it is self-signed
 * @throws Error if the program is missing or fails
 */
export async function issueCertificate(
  use: CertificateUse,
  authority?: Certificate,
): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), "certificate-"));
  const at = (name: string): string => join(folder, name);
  try {
    await writeFile(at("config"), config(use));
    if (authority) {
      await writeFile(at("authority.crt"), authority.cert);
      await writeFile(at("authority.key"), authority.key);
    }
    const made = "req -x509 -sha256 -days 3650 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256";
    const files = "-config config -keyout new.key -out new.crt";
    const signed = authority ? " -CA authority.crt -CAkey authority.key" : "";
    await openssl(folder, `${made} ${files}${signed}`.split(" "));
    return {
      cert: await readFile(at("new.crt"), "utf8"),
      key: await readFile(at("new.key"), "utf8"),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Creates a CA and its certificate for servers on this machine and for `registry.test`. */
export async function issueServerCertificate(): Promise<{
  readonly authority: Certificate;
  readonly tls: Certificate;
}> {
  const authority = await issueCertificate("authority");
  const server = ["127.0.0.1", "0.0.0.0", "localhost", "registry.test"];
  return { authority, tls: await issueCertificate({ server }, authority) };
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  try {
    await run("openssl", args, { cwd: folder });
  } catch (cause) {
    throw new Error(`openssl failed: ${String(cause)}. It comes with Debian's package openssl.`, {
      cause,
    });
  }
}

function config(use: CertificateUse): string {
  const name = typeof use === "string" ? use : "server";
  return `[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = test ${name} ${Math.random().toString(36).slice(2)}
[extensions]
${extensions(use).join("\n")}
`;
}

function extensions(use: CertificateUse): readonly string[] {
  if (use === "authority") {
    return ["basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign"];
  }
  if (use === "client") {
    return ["basicConstraints = CA:FALSE", "extendedKeyUsage = clientAuth"];
  }
  const names = use.server.map(
    (address) => `${/^[\d.]+$/.test(address) ? "IP" : "DNS"}:${address}`,
  );
  return [
    "basicConstraints = CA:FALSE",
    "extendedKeyUsage = serverAuth",
    `subjectAltName = ${names.join(", ")}`,
  ];
}
