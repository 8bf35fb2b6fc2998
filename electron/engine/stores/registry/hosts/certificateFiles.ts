import path from "node:path";
import type { ClientFiles } from "./certificates.ts";
import type { HostFolder } from "./hostFolder.ts";
import { hostFileError } from "./hostFile.ts";

/**
 * The certificate files in a host folder in Docker's layout: `*.crt` is an authority, `*.cert` with the `*.key` of
 * the same name a client certificate.
 *
 * Source: moby `registry/registry.go`, `loadTLSConfig`; containerd `hosts.go`, `loadCertFiles`.
 *
 * @throws EngineError `input_invalid` for a second client certificate or a key without its certificate
 */
export function certificateFiles({ folder, files }: HostFolder): {
  readonly ca: readonly string[];
  readonly client: ClientFiles | undefined;
} {
  const inFolder = (name: string): string => path.join(folder, name);
  const certs = files.filter((name) => name.endsWith(".cert"));
  const [cert, second] = certs;
  if (second !== undefined) {
    throw hostFileError(
      inFolder(second),
      `${cert} is already the client certificate`,
      "Keep one *.cert file, and the *.key file of the same name.",
    );
  }
  const orphan = files.find(
    (name) => name.endsWith(".key") && !certs.includes(withExtension(name, ".cert")),
  );
  if (orphan !== undefined) {
    throw hostFileError(
      inFolder(orphan),
      `its certificate, ${withExtension(orphan, ".cert")}, is missing`,
      "Put the client certificate there as a *.cert file; *.crt files are authorities.",
    );
  }
  const key = cert === undefined ? undefined : withExtension(cert, ".key");
  return {
    ca: files.filter((name) => name.endsWith(".crt")).map((name) => inFolder(name)),
    client:
      cert === undefined
        ? undefined
        : { cert: inFolder(cert), key: key && files.includes(key) ? inFolder(key) : undefined },
  };
}

function withExtension(name: string, extension: string): string {
  return name.slice(0, name.lastIndexOf(".")) + extension;
}
